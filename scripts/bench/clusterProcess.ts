import {
  generate,
  startFakeCluster,
  type FakeCluster,
  type GenerateOptions,
  type KubeObject,
} from '@portolan/fake-cluster';
import { answerParent } from './ChildProcess';

const USER = { name: 'portal', token: 'bench-token' };

let cluster: FakeCluster | undefined;
let routes: readonly KubeObject[] = [];

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function running(): FakeCluster {
  if (!cluster) {
    throw new Error('The cluster has not been started.');
  }
  return cluster;
}

const offers = {
  start: async (options: GenerateOptions) => {
    const objects = generate(options);
    cluster = await startFakeCluster({
      name: 'bench',
      objects,
      users: [USER],
    });
    routes = objects.filter(({ kind }) => kind === 'HTTPRoute');
    return {
      url: cluster.url,
      caPem: cluster.caPem,
      token: USER.token,
      objects: objects.length,
      apps: objects
        .filter(({ kind }) => kind === 'Deployment')
        .map(({ metadata }) => metadata.name ?? ''),
    };
  },
  /** Gives a route one more host; the route of an index leads to the application of the same index. */
  moveRoute: async (options: { index: number; host: string }) => {
    const route = routes[options.index];
    const { spec } = route;
    if (!isJsonObject(spec) || !Array.isArray(spec.hostnames)) {
      throw new Error('The generated route has no hostnames.');
    }
    running().apply({
      ...route,
      spec: { ...spec, hostnames: [...spec.hostnames, options.host] },
    });
  },
  requestsSinceReset: async (_: {}) => running().requests.counts(),
  resetRequests: async (_: {}) => running().requests.reset(),
};
export type ClusterOffers = typeof offers;

answerParent(offers);
