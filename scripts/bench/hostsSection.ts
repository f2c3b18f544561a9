import type { HostList } from '@portolan/plugin-traffic-common';
import type { Section } from './Section';
import { renderSpread } from './statistics';
import { withLargePortal } from './withLargePortal';

const SIZE = {
  seed: 20_263,
  services: 5_000,
  routes: 20_000,
  pods: 10_000,
  networkPolicies: 500,
};
const PATH = '/api/traffic/v1/hosts';
const READS = 40;
const WARM_UP = 5;

/** How long the list of all hosts takes, with the rights of the reader looked up for each of its owners. */
export const hostsSection: Section = {
  name: 'hosts',
  title: 'The hosts page with 20,000 routes',
  measure: tell =>
    withLargePortal(SIZE, async ({ portal, names }) => {
      tell(`A portal with ${SIZE.routes} routes is up.`);
      const samples: number[] = [];
      let last = '';
      for (let turn = 0; turn < READS + WARM_UP; turn++) {
        const at = performance.now();
        const { status, text } = await portal.get(PATH);
        const ms = performance.now() - at;
        if (status !== 200) {
          throw new Error(`${PATH} was answered with ${status}: ${text}`);
        }
        if (turn >= WARM_UP) {
          samples.push(ms);
        }
        last = text;
      }
      const list: HostList = JSON.parse(last);
      return `One cluster with ${SIZE.services} Services, ${
        SIZE.routes
      } HTTPRoutes, ${SIZE.pods} pods and ${
        SIZE.networkPolicies
      } NetworkPolicies; ${
        names.length
      } components own what is behind them. ${READS} reads
by one signed-in user over HTTP.

| what | value |
| --- | ---: |
| read of all hosts, p50 / p95 | ${renderSpread(samples)} |
| hosts in the answer | ${list.hosts.length} |
| size of the answer | ${(Buffer.byteLength(last) / 1024 ** 2).toFixed(1)} MiB |

Each read asks the catalog and the permission backend once for every 200 owning components, all at the same time.`;
    }),
};
