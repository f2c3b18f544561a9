import type { Check } from './checks/Check';
import { runChecks } from './checks/runChecks';
import { judgeDependency } from './egress/judgeDependency';
import { joinCluster, type ClusterJoin } from './join/ClusterJoin';
import { joinDependency, mergeDependencies } from './join/joinDependency';
import { joinRoute } from './join/joinRoute';
import type { TrafficModel } from './model/TrafficModel';
import {
  compareAttachments,
  compareDependencies,
  compareListeners,
  compareProblems,
  compareRoutes,
  compareWorkloads,
} from './model/order';
import type { CatalogEntityFacts } from './ownership/CatalogEntityFacts';
import { createClaimTable } from './ownership/ClaimTable';
import type { ClusterSnapshot } from './snapshot/ClusterSnapshot';
import { judgesOf, resultOf } from './sources/resultOf';
import type { Source } from './sources/Source';

/** The input of one resolution; `now` is an ISO time, since the engine has no clock. */
export interface ResolveOptions {
  readonly snapshots: readonly ClusterSnapshot[];
  readonly entities: readonly CatalogEntityFacts[];
  readonly sources: readonly Source[];
  readonly checks: readonly Check[];
  readonly now: string;
}

/**
 * From snapshots to the model of all traffic.
 *
 * @remarks
 * Read it as a table of contents:
 *
 * 1. Claims: which labels each catalog entity claims (`ownership/`).
 * 2. Per cluster, every source translates its kinds into drafts of routes and dependencies and into judges of connections
 *    (`sources/`). A source's result is kept while the kinds it reads are unchanged.
 * 3. Per cluster, drafts are joined: backend → Service → endpoints, workloads → entities (`join/`, `topology/`); every
 *    dependency is put before the cluster's judges (`egress/`).
 * 4. All clusters together are put in one total order, so that equal facts give equal answers.
 * 5. Checks look at the whole and report findings, one per cause (`checks/`).
 *
 * Everything is computed anew each time; what is kept are indexes and source results, by the versions of their kinds. The
 * result depends on the input alone: not on a clock, the order of objects, or an earlier call.
 */
export function resolveTraffic(options: ResolveOptions): TrafficModel {
  const { snapshots, entities, sources, checks, now } = options;
  const claims = createClaimTable(entities);
  const clusters = snapshots.map(snapshot =>
    resolveCluster(joinCluster(snapshot, claims), sources),
  );
  const model: Omit<TrafficModel, 'findings'> = {
    listeners: clusters.flatMap(c => c.listeners).sort(compareListeners),
    attachments: clusters.flatMap(c => c.attachments).sort(compareAttachments),
    routes: clusters.flatMap(c => c.routes).sort(compareRoutes),
    workloads: clusters.flatMap(c => c.workloads).sort(compareWorkloads),
    dependencies: clusters
      .flatMap(c => c.dependencies)
      .sort(compareDependencies),
    problems: clusters.flatMap(c => c.problems).sort(compareProblems),
  };
  const findings = runChecks(checks, { model, snapshots, entities, now });
  return { ...model, findings };
}

function resolveCluster(
  join: ClusterJoin,
  sources: readonly Source[],
): Omit<TrafficModel, 'findings'> {
  const results = sources.map(source => resultOf(source, join.snapshot));
  const judges = judgesOf(sources, join.snapshot);
  const drafts = mergeDependencies(
    results.flatMap(result => result.dependencies),
  );
  return {
    listeners: results.flatMap(result => result.listeners),
    attachments: results.flatMap(result => result.attachments),
    routes: results.flatMap(result =>
      result.routes.map(draft => joinRoute(draft, join)),
    ),
    workloads: join.workloads,
    dependencies: drafts.map(draft =>
      joinDependency(draft, { join, judges, judge: judgeDependency }),
    ),
    problems: results.flatMap(result => result.problems),
  };
}
