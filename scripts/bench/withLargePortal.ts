import { ChildProcess } from './ChildProcess';
import type { ClusterOffers } from './clusterProcess';
import { entityOfApp, makeEntities } from './makeEntities';
import { Portal } from './Portal';

/** The size of the generated cluster that a measurement asks for. */
export interface LargeCluster {
  seed: number;
  services: number;
  routes: number;
  pods: number;
  networkPolicies: number;
}

/** Runs a measurement against a portal that has read one large cluster directly, and ends both. */
export async function withLargePortal<T>(
  size: LargeCluster,
  run: (given: { portal: Portal; names: readonly string[] }) => Promise<T>,
): Promise<T> {
  const cluster = new ChildProcess<ClusterOffers>({
    file: 'clusterProcess.ts',
  });
  let portal: Portal | undefined;
  try {
    const { apps, url, caPem, token } = await cluster.ask('start', size);
    const entities = makeEntities(apps);
    portal = await Portal.start({
      cluster: { url, caPem, token },
      source: 'direct',
      entities,
      withTraffic: true,
    });
    await portal.until(
      entityOfApp(apps.length - 1),
      ({ clusters, routes }) =>
        routes.length > 0 && clusters.every(({ state }) => state === 'live'),
      500,
    );
    return await run({
      portal,
      names: entities.map(({ metadata }) => metadata.name),
    });
  } finally {
    await portal?.end();
    await cluster.end();
  }
}
