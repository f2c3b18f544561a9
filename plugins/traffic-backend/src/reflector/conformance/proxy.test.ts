import { KubernetesPluginClusterSource } from '../../clusters/sources/KubernetesPluginClusterSource';
import { acceleratedTiming } from './acceleratedTiming';
import { runReflectorConformance } from './runReflectorConformance';
import {
  FAKE_USERS,
  FakeClusterRig,
  startConformanceCluster,
} from './__testUtils__/FakeClusterRig';
import { startKubernetesPortal } from './__testUtils__/startKubernetesPortal';

// Slower than in the direct suite: two more processes share the machine, and a deadline that passes for want of a
// processor is a fault that nobody planned.
const FACTOR = 20;

runReflectorConformance({
  name: "a fake cluster, through the kubernetes plugin's proxy",
  offers: ['faults', 'httpRoutes', 'users'],
  operations: 2_000,
  timeoutMs: 480_000,
  make: async () => {
    const cluster = await startConformanceCluster(FACTOR);
    const portal = await startKubernetesPortal({
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: FAKE_USERS.map(({ name, token }) => ({
            name,
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: token,
            caData: Buffer.from(cluster.caPem).toString('base64'),
          })),
        },
      ],
    });
    const source = new KubernetesPluginClusterSource({
      auth: portal.auth,
      discovery: portal.discovery,
      isNeeded: () => true,
      deadlineMs: 2_000,
    });
    const clusters = await source.listClusters({
      signal: new AbortController().signal,
    });
    return new FakeClusterRig({
      cluster,
      timing: acceleratedTiming(FACTOR),
      connect: user => {
        const description = clusters.find(({ name }) => name === user.name);
        if (!description) {
          throw new Error(`The kubernetes plugin does not list ${user.name}.`);
        }
        return source.connect(description);
      },
      stop: () => portal.stop(),
    });
  },
});
