import { ChildProcess } from './ChildProcess';
import type { ClusterOffers } from './clusterProcess';
import type { ColdStart } from './coldStart';
import type { Section } from './Section';
import { entityOfApp, makeEntities } from './makeEntities';
import { measureEvents } from './measureEvents';
import { measureReads } from './measureReads';
import { barePath, Portal, trafficPath } from './Portal';
import { readRaw } from './rawList';
import {
  renderSources,
  type Measured,
  type Report,
  type SourceName,
} from './renderSources';
import { median } from './statistics';

const SIZE = {
  seed: 20_261,
  services: 2_000,
  routes: 2_000,
  pods: 10_000,
  networkPolicies: 1_000,
};
const EVENTS = 50;
const READS = 400;
const WARM_UP_READS = 100;
const PAGE_VIEWS = 20;
const COLD_RUNS = 3;

/** What one cluster costs, read directly and through the kubernetes plugin. */
export const sourcesSection: Section = {
  name: 'sources',
  title: 'One cluster, two ways to read it',
  measure: async tell => {
    const cluster = new ChildProcess<ClusterOffers>({
      file: 'clusterProcess.ts',
    });
    try {
      const { objects, apps, ...access } = await cluster.ask('start', SIZE);
      tell(`A cluster with ${objects} objects is up.`);
      const size = await readRaw(access);
      const measure = (source: SourceName) =>
        measureSource({ source, cluster, access, apps, tell });
      const report: Report = {
        size: `${SIZE.services} Services, ${SIZE.routes} HTTPRoutes, ${SIZE.pods} pods and ${SIZE.networkPolicies} NetworkPolicies`,
        objects: size.objects,
        bytes: size.bytes,
        measured: {
          direct: await measure('direct'),
          proxy: await measure('proxy'),
        },
      };
      return renderSources(report);
    } finally {
      await cluster.end();
    }
  },
};

async function measureSource(options: {
  source: SourceName;
  cluster: ChildProcess<ClusterOffers>;
  access: { url: string; caPem: string; token: string };
  apps: readonly string[];
  tell: (line: string) => void;
}): Promise<Measured> {
  const { source, cluster, access, apps, tell } = options;
  const entities = makeEntities(apps);
  const names = entities.map(({ metadata }) => metadata.name);

  tell(`${source}: cold start`);
  const idle = await Portal.start({
    cluster: access,
    source,
    entities,
    withTraffic: false,
  });
  const rawMs: number[] = [];
  const colds: ColdStart[] = [];
  for (let run = 0; run < COLD_RUNS; run++) {
    // One beside the other, so that whatever else the machine does meets both.
    rawMs.push((await readRaw(access)).ms);
    colds.push(await idle.process.ask('coldStart', {}));
  }
  await idle.end();

  tell(`${source}: events and reads`);
  const portal = await Portal.start({
    cluster: access,
    source,
    entities,
    withTraffic: true,
  });
  for (const appIndex of [0, apps.length - 1]) {
    await portal.until(
      entityOfApp(appIndex),
      ({ clusters, routes }) =>
        routes.length > 0 && clusters.every(({ state }) => state === 'live'),
      500,
    );
  }
  await portal.process.ask('startStallWatch', {});
  const eventsMs = await measureEvents({
    portal,
    cluster,
    events: EVENTS,
    routes: SIZE.routes,
  });
  const longestStallOfEventMs = await portal.process.ask('longestStallMs', {});

  const read = (pathOf: (name: string) => string, clients: number) =>
    measureReads({ portal, names, pathOf, clients, reads: READS });
  await measureReads({
    portal,
    names,
    pathOf: trafficPath,
    clients: 4,
    reads: WARM_UP_READS,
  });
  const measured: Measured = {
    rawMs: median(rawMs),
    cold: medianOf(colds),
    eventsMs,
    longestStallOfEventMs,
    bareMs: { '1': await read(barePath, 1), '20': await read(barePath, 20) },
    readsMs: {
      '1': await read(trafficPath, 1),
      '20': await read(trafficPath, 20),
    },
    requestsPerPageView: await countRequests({ portal, cluster, names }),
  };
  await portal.end();
  return measured;
}

function medianOf(runs: readonly ColdStart[]): ColdStart {
  const of = (read: (run: ColdStart) => number) => median(runs.map(read));
  return {
    ...runs[0],
    watchedMs: of(run => run.watchedMs),
    coldStartMs: of(run => run.coldStartMs),
    longestStallMs: of(run => run.longestStallMs),
    resolveColdMs: of(run => run.resolveColdMs),
    resolveOneKindChangedMs: of(run => run.resolveOneKindChangedMs),
    heapBytes: of(run => run.heapBytes),
  };
}

/** Reads objects that a page view asked for: the watches that go on beside it are not its requests. */
async function countRequests(options: {
  portal: Portal;
  cluster: ChildProcess<ClusterOffers>;
  names: readonly string[];
}): Promise<number> {
  const { portal, cluster, names } = options;
  await cluster.ask('resetRequests', {});
  for (const name of names.slice(0, PAGE_VIEWS)) {
    await portal.trafficOf(name);
  }
  const counts = await cluster.ask('requestsSinceReset', {});
  const asked = Object.entries(counts).filter(
    ([request]) => !request.startsWith('watch '),
  );
  return asked.reduce((sum, [, count]) => sum + count, 0) / PAGE_VIEWS;
}
