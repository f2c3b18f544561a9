import { mockServices } from '@backstage/backend-test-utils';
import { startFakeCluster, type FakeCluster } from '@portolan/fake-cluster';
import { SERVICE } from '@portolan/plugin-traffic-engine';
import {
  startKubernetesPortal,
  type KubernetesPortal,
} from '../reflector/conformance/__testUtils__/startKubernetesPortal';
import type { ClusterFleet } from './ClusterFleet';
import { createClusterFleet } from './createClusterFleet';
import { createClusterSources } from './createClusterSources';

const TOKEN = 'token-of-the-reader';
const TIMEOUT_MS = 60_000;

/** Resolves as soon as the condition holds; looks again after every change of the fleet. */
function until(fleet: ClusterFleet, holds: () => boolean): Promise<void> {
  return new Promise(resolve => {
    let leave = () => {};
    const look = () => {
      if (holds()) {
        leave();
        resolve();
      }
    };
    leave = fleet.onChange(look);
    look();
  });
}

describe('a fleet beside the real kubernetes plugin', () => {
  let portal: KubernetesPortal | undefined;
  let cluster: FakeCluster | undefined;
  let fleet: ClusterFleet | undefined;

  afterEach(async () => {
    await fleet?.stop();
    await portal?.stop();
    await cluster?.stop();
    portal = undefined;
    cluster = undefined;
  }, TIMEOUT_MS);

  function startFleet(
    running: KubernetesPortal,
    ownConfig: Parameters<typeof mockServices.rootConfig>[0],
  ): ClusterFleet {
    const started = createClusterFleet({
      sources: createClusterSources({
        config: mockServices.rootConfig(ownConfig),
        kubeconfig: [],
        auth: running.auth,
        discovery: running.discovery,
        added: [],
      }),
      kinds: [SERVICE],
      logger: mockServices.logger.mock(),
      listing: { graceMs: 0 },
    });
    fleet = started;
    started.start();
    return started;
  }

  it(
    'says that the plugin has no configuration',
    async () => {
      portal = await startKubernetesPortal(undefined);
      const started = startFleet(portal, {});
      await until(started, () =>
        started.sources().every(({ state }) => state !== 'pending'),
      );
      expect(started.clusters()).toEqual([]);
      expect(started.sources()).toMatchObject([
        { id: 'direct', state: 'listed' },
        {
          id: 'kubernetes-plugin',
          state: 'failed',
          problem: {
            reason: 'not-configured',
            message: expect.stringContaining('no `kubernetes:` section'),
          },
        },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'reads through it what only it knows, and shows what needs a signed-in user',
    async () => {
      cluster = await startFakeCluster({
        name: 'eu',
        users: [{ name: 'reader', token: TOKEN }],
        objects: [
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'cart', namespace: 'default' },
            spec: { ports: [{ port: 80 }] },
          },
        ],
      });
      const shared = {
        url: cluster.url,
        caData: Buffer.from(cluster.caPem).toString('base64'),
      };
      portal = await startKubernetesPortal({
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                ...shared,
                name: 'eu',
                title: 'Europe',
                authProvider: 'serviceAccount',
                serviceAccountToken: TOKEN,
              },
              { ...shared, name: 'gke', authProvider: 'google' },
              {
                ...shared,
                name: 'wrong',
                authProvider: 'serviceAccount',
                serviceAccountToken: 'another-token',
              },
              {
                name: 'gone',
                url: 'https://127.0.0.1:1',
                authProvider: 'serviceAccount',
                serviceAccountToken: TOKEN,
              },
            ],
          },
        ],
      });
      const started = startFleet(portal, {});
      await until(
        started,
        () =>
          started.clusters().length === 4 &&
          started
            .clusters()
            .every(({ freshness }) => freshness.state !== 'pending'),
      );
      expect(
        started
          .clusters()
          .map(({ name, title, freshness: { state, problem } }) => [
            name,
            title,
            state,
            problem?.reason,
          ]),
      ).toEqual([
        ['eu', 'Europe', 'live', undefined],
        ['gke', 'gke', 'unavailable', 'needs-sign-in'],
        ['gone', 'gone', 'unavailable', 'unreachable'],
        ['wrong', 'wrong', 'unavailable', 'unauthorized'],
      ]);
      expect(
        started
          .clusters()[0]
          .kinds[0].objects.map(({ metadata }) => metadata.name),
      ).toEqual(['cart']);
      expect(JSON.stringify(started.clusters())).not.toContain(TOKEN);
    },
    TIMEOUT_MS,
  );
});
