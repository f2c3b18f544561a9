import { setTimeout as wait } from 'node:timers/promises';
import type { ChildProcess } from './ChildProcess';
import type { ClusterOffers } from './clusterProcess';
import { entityOfApp } from './makeEntities';
import type { Portal } from './Portal';

const PAUSE_MS = 300;

/** How long it takes from a change of one route in the cluster until the API answers with it. */
export async function measureEvents(options: {
  portal: Portal;
  cluster: ChildProcess<ClusterOffers>;
  events: number;
  routes: number;
}): Promise<number[]> {
  const { portal, cluster, events, routes } = options;
  const samples: number[] = [];
  for (let event = 0; event < events; event++) {
    const index = (event * 37) % routes;
    const at = performance.now();
    const { host } = await cluster.ask('addHost', {
      index,
      label: `event-${Date.now()}`,
    });
    await portal.until(entityOfApp(index), ({ routes: found }) =>
      found.some(route => route.host.value === host),
    );
    samples.push(performance.now() - at);
    await wait(PAUSE_MS);
  }
  return samples;
}
