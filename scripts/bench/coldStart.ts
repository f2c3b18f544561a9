import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import {
  ALL_READS,
  CHECKS,
  createSnapshot,
  resolveTraffic,
  SnapshotMemo,
  SOURCES,
  type KindState,
} from '@portolan/plugin-traffic-engine';
import type { ClusterSource } from '@portolan/plugin-traffic-node';
import { EntityDirectory } from '../../plugins/traffic-backend/src/catalog/EntityDirectory';
import { createClusterFleet } from '../../plugins/traffic-backend/src/clusters/createClusterFleet';
import { DirectClusterSource } from '../../plugins/traffic-backend/src/clusters/sources/DirectClusterSource';
import { KubernetesPluginClusterSource } from '../../plugins/traffic-backend/src/clusters/sources/KubernetesPluginClusterSource';
import { ModelKeeper } from '../../plugins/traffic-backend/src/service/ModelKeeper';
import type { PortalServices } from './portalFeatures';
import { median } from './statistics';

const RESOLVE_RUNS = 5;

export interface ColdStart {
  readonly routes: number;
  readonly entities: number;
  readonly coldStartMs: number;
  /** Until every kind was read and stored. */
  readonly watchedMs: number;
  readonly longestStallMs: number;
  readonly resolveColdMs: number;
  readonly resolveOneKindChangedMs: number;
  readonly heapBytes: number;
}

/** Starts our own parts in a portal that is up and idle, and measures until the first whole model is published. */
export async function measureColdStart(options: {
  services: PortalServices;
  config: Config;
  source: 'direct' | 'proxy';
  logger: LoggerService;
}): Promise<ColdStart> {
  const { services, config, logger } = options;
  const now = () => new Date().toISOString();
  const directory = new EntityDirectory({
    ...services,
    logger,
    refreshIntervalMs: 3_600_000,
  });
  await directory.refresh();
  const heapBefore = usedHeap();

  const source: ClusterSource =
    options.source === 'direct'
      ? new DirectClusterSource({ config })
      : new KubernetesPluginClusterSource({
          ...services,
          isNeeded: () => true,
        });
  const fleet = createClusterFleet({
    sources: [source],
    kinds: ALL_READS,
    logger,
  });
  const keeper = new ModelKeeper({ fleet, entities: directory, logger, now });
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const startedAt = performance.now();
  const complete = new Promise<void>(resolve => {
    keeper.onChange(() => {
      const cluster = keeper.published.clusters.get('bench');
      if (cluster?.freshness.state === 'live') {
        resolve();
      }
    });
  });
  let watchedMs = 0;
  fleet.onChange(() => {
    const [cluster] = fleet.clusters();
    if (watchedMs === 0 && cluster?.freshness.state === 'live') {
      watchedMs = performance.now() - startedAt;
    }
  });
  keeper.start();
  fleet.start();
  await complete;
  const coldStartMs = performance.now() - startedAt;
  await keeper.settled();
  stalls.disable();

  const heapBytes = usedHeap() - heapBefore;
  const { kinds } = fleet.clusters()[0];
  const memo = new SnapshotMemo();
  const resolve = (states: readonly KindState[], with_: SnapshotMemo) => {
    const at = performance.now();
    resolveTraffic({
      snapshots: [
        createSnapshot({ cluster: 'bench', kinds: states, memo: with_ }),
      ],
      entities: directory.entities,
      sources: SOURCES,
      checks: CHECKS,
      now: now(),
    });
    return performance.now() - at;
  };
  const runs = Array.from({ length: RESOLVE_RUNS }, (_, run) => run);
  const resolveColdMs = median(
    runs.map(() => resolve(kinds, new SnapshotMemo())),
  );
  resolve(kinds, memo);
  const resolveOneKindChangedMs = median(
    runs.map(run =>
      resolve(
        kinds.map(state =>
          state.kind.kind === 'HTTPRoute'
            ? { ...state, version: `bench-${run}` }
            : state,
        ),
        memo,
      ),
    ),
  );
  const result = {
    routes: keeper.published.model.routes.length,
    entities: directory.entities.length,
    coldStartMs,
    watchedMs,
    longestStallMs: stalls.max / 1e6,
    resolveColdMs,
    resolveOneKindChangedMs,
    heapBytes,
  };
  keeper.stop();
  await fleet.stop();
  return result;
}

function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
