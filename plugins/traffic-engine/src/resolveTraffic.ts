import type { Finding } from '@portolan/plugin-traffic-common';
import { listCatalogDependencies } from './catalog/listCatalogDependencies';
import type { Check } from './checks/Check';
import { compareFindings, runChecks } from './checks/runChecks';
import { createIsolate } from './egress/isolation/isolateWorkloads';
import { judgeDependency } from './egress/judgeDependency';
import {
  createResolveWayOut,
  guideReadsOf,
  type EgressNat,
} from './egress/resolveWayOut';
import { joinCluster, type ClusterJoin } from './join/ClusterJoin';
import { createServingRoutes } from './join/servingRoutes';
import { joinOnce } from './join/joinOnce';
import { joinDestinationOwners } from './join/joinDestinationOwners';
import { joinDependency, mergeDependencies } from './join/joinDependency';
import { joinRoutesOnce } from './join/joinRoutesOnce';
import { joinListener } from './join/joinTls';
import { meshPeersOf, type MeshPeers } from './join/meshPeers';
import { soundDrafts } from './join/soundDrafts';
import { redact } from './join/withoutCredentials';
import { POD } from './kinds/coreKinds';
import type { TrafficModel } from './model/TrafficModel';
import {
  compareAttachments,
  compareDependencies,
  compareGateways,
  compareListeners,
  comparePolicies,
  compareProblems,
  compareRoutes,
  compareWorkloads,
} from './model/order';
import type { CatalogEntityFacts } from './ownership/CatalogEntityFacts';
import { claimTableOf, type ClaimTable } from './ownership/ClaimTable';
import { runSteps, type ClusterSnapshot } from './snapshot/ClusterSnapshot';
import { judgesOf, readsOf, resultOf } from './sources/resultOf';
import type { AttachedWays, Source, SourceResult } from './sources/Source';
import type { ClusterTelemetry } from './telemetry/ClusterTelemetry';
import { draftObserved, observe } from './telemetry/observeDependencies';
import { indexTelemetry } from './telemetry/telemetryIndex';
import { serviceIndex } from './topology/serviceIndex';
import { workloadIndex } from './topology/workloadIndex';

/** So many routes or dependencies are joined in one step: about a millisecond. */
const ITEMS_PER_STEP = 20;

/** The input of one resolution; `now` is an ISO time, since the engine has no clock. */
export interface ResolveOptions {
  readonly snapshots: readonly ClusterSnapshot[];
  readonly entities: readonly CatalogEntityFacts[];
  readonly sources: readonly Source[];
  readonly checks: readonly Check[];
  readonly now: string;
  /** What was seen, at most one per cluster; a cluster without telemetry has none. */
  readonly telemetry?: readonly ClusterTelemetry[];
  /** The addresses that the outside sees of clusters, as the operator states them. */
  readonly egressNat?: EgressNat;
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
 *    dependency is put before the cluster's judges (`egress/`) and compared with what was seen (`telemetry/`).
 * 4. All clusters together say whose the hosts outside are, and are put in one total order, so that equal facts give equal
 *    answers.
 * 5. Checks look at the whole and report findings, one per cause (`checks/`).
 *
 * Everything is computed anew each time; what is kept are indexes, source results and joins, by the versions of their
 * kinds. The result depends on the input alone: not on a clock, the order of objects, or an earlier call.
 */
export function resolveTraffic(options: ResolveOptions): TrafficModel {
  return runSteps(resolveInSteps(options));
}

/**
 * The same, step by step, for a caller whose thread belongs to others too: between two steps it may do something else for
 * as long as it likes, since snapshots do not change.
 */
export function* resolveInSteps(
  options: ResolveOptions,
): Generator<void, TrafficModel> {
  const { snapshots, entities, sources, checks, now } = options;
  const claims = claimTableOf(entities);
  const peers = meshPeersOf(snapshots, sources);
  const clusters: Omit<TrafficModel, 'findings'>[] = [];
  for (const snapshot of snapshots) {
    yield* buildTopology(snapshot);
    const join = joinCluster(snapshot, claims);
    yield;
    clusters.push(yield* resolveCluster(join, claims, { ...options, peers }));
  }
  const routes = clusters.flatMap(c => c.routes).sort(compareRoutes);
  yield;
  const dependencies = yield* joinDestinationOwners(
    clusters.flatMap(c => c.dependencies),
    {
      routes,
      entities,
      serving: createServingRoutes({ snapshots, sources, routes }),
    },
  );
  yield;
  const model: Omit<TrafficModel, 'findings'> = {
    gateways: clusters.flatMap(c => c.gateways).sort(compareGateways),
    listeners: clusters.flatMap(c => c.listeners).sort(compareListeners),
    attachments: clusters.flatMap(c => c.attachments).sort(compareAttachments),
    routes,
    policies: clusters.flatMap(c => c.policies).sort(comparePolicies),
    workloads: clusters.flatMap(c => c.workloads).sort(compareWorkloads),
    dependencies: dependencies.sort(compareDependencies),
    problems: clusters.flatMap(c => c.problems).sort(compareProblems),
  };
  const findings: Finding[] = [];
  for (const check of checks) {
    yield;
    findings.push(
      ...runChecks([check], { model, snapshots, sources, entities, now }),
    );
  }
  return { ...model, findings: findings.sort(compareFindings) };
}

/** Builds the indexes that the join and every source need, each in a step of its own; pods nobody needs sorted. */
function* buildTopology(snapshot: ClusterSnapshot): Generator<void> {
  for (const kind of serviceIndex.reads) {
    if (kind !== POD) {
      snapshot.list(kind);
      yield;
    }
  }
  yield* snapshot.indexInSteps(workloadIndex);
  yield;
  yield* snapshot.indexInSteps(serviceIndex);
  yield;
}

function* resolveCluster(
  join: ClusterJoin,
  claims: ClaimTable,
  {
    sources,
    entities,
    peers,
    telemetry: all = [],
    egressNat = {},
  }: ResolveOptions & { readonly peers: MeshPeers },
): Generator<void, Omit<TrafficModel, 'findings'>> {
  const telemetry = all.find(
    ({ cluster }) => cluster === join.snapshot.cluster,
  );
  const results: SourceResult[] = [];
  for (const source of sources) {
    for (const index of source.prepares ?? []) {
      yield* join.snapshot.indexInSteps(index);
      yield;
    }
    results.push(resultOf(source, join.snapshot));
    yield;
  }
  const judges = judgesOf(sources, join.snapshot);
  const judgeReads = sources
    .filter((_, position) => results[position].judges.length > 0)
    .flatMap(readsOf);
  const { sound: written, problems: unsound } = soundDrafts(
    results.flatMap(result => result.dependencies),
  );
  const seen = telemetry && indexTelemetry(join.snapshot, telemetry);
  const unwritten = seen ? draftObserved(seen, mergeDependencies(written)) : [];
  yield;
  // What is only seen may be what the catalog declares, so the catalog comes last.
  const found = [...written, ...unwritten];
  const ways = mergeDependencies([
    ...found,
    ...listCatalogDependencies(join, entities, found),
  ]);
  yield;
  const natAddresses = egressNat[join.snapshot.cluster] ?? [];
  const wayOut = createResolveWayOut({
    snapshot: join.snapshot,
    sources,
    results,
    natAddresses,
  });
  const attached = results.flatMap(result => result.policies);
  const doors: AttachedWays = {
    gateways: results.flatMap(result => result.gateways),
    listeners: results.flatMap(result => result.listeners),
    attachments: results.flatMap(result => result.attachments),
  };
  const policies = sources.flatMap(
    source => source.judgePolicies?.(join.snapshot, doors) ?? [],
  );
  yield;
  return {
    gateways: doors.gateways,
    listeners: doors.listeners.map(listener =>
      joinListener(listener, join.snapshot),
    ),
    attachments: doors.attachments,
    policies,
    routes: yield* mapInSteps(
      results.flatMap(result => result.routes),
      joinRoutesOnce({
        join,
        sources,
        attached,
        statuses: policies,
        peers,
      }),
    ),
    workloads: yield* mapInSteps(
      join.workloads,
      createIsolate({ snapshot: join.snapshot, judges, judgeReads }),
    ),
    dependencies: (yield* mapInSteps(
      ways,
      joinOnce({
        snapshot: join.snapshot,
        claims,
        judgeReads: [...judgeReads, ...guideReadsOf(sources, results)],
        natAddresses,
        join: draft =>
          joinDependency(draft, {
            join,
            judges,
            judge: judgeDependency,
            wayOut,
          }),
      }),
    )).map(dependency => observe(dependency, seen)),
    problems: [...results.flatMap(result => result.problems), ...unsound].map(
      problem => {
        const message = redact(problem.message);
        return message === problem.message ? problem : { ...problem, message };
      },
    ),
  };
}

function* mapInSteps<T, U>(
  items: readonly T[],
  map: (item: T) => U,
): Generator<void, U[]> {
  const mapped: U[] = [];
  for (const item of items) {
    mapped.push(map(item));
    if (mapped.length % ITEMS_PER_STEP === 0) {
      yield;
    }
  }
  return mapped;
}
