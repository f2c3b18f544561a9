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

function isRecord(value: unknown): value is Record<string, unknown> {
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
  /** Gives a route one more host beside its own; the route of an index leads to the application of the same index. */
  addHost: async (options: { index: number; label: string }) => {
    const route = routes[options.index];
    const { spec } = route;
    const hosts: unknown = isRecord(spec) ? spec.hostnames : undefined;
    if (!isRecord(spec) || !Array.isArray(hosts)) {
      throw new Error('The generated route has no hostnames.');
    }
    const [first] = hosts.map(String);
    const host = `${options.label}${first.slice(first.indexOf('.'))}`;
    running().apply({
      ...route,
      spec: { ...spec, hostnames: [...hosts, host] },
    });
    return { host };
  },
  requestsSinceReset: async (_: {}) => running().requests.counts(),
  resetRequests: async (_: {}) => running().requests.reset(),
};
export type ClusterOffers = typeof offers;

answerParent(offers);
