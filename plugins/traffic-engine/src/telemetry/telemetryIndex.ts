import type { Destination, ObjectRef } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../kinds/coreKinds';
import { refKey } from '../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import { workloadIndex, type WorkloadFact } from '../topology/workloadIndex';
import type {
  ClusterTelemetry,
  ObservedCall,
  ObservedDestination,
} from './ClusterTelemetry';

/** A call whose ends are objects of the cluster, as far as they are known. */
export interface PlacedCall {
  readonly call: ObservedCall;
  readonly workload: WorkloadFact;
  readonly destination: Destination;
}

/** The calls of a cluster by the workload that makes them. */
export interface TelemetryIndex {
  readonly telemetry: ClusterTelemetry;
  readonly calls: readonly PlacedCall[];
  callsOf(workload: ObjectRef): readonly PlacedCall[];
  isCovered(workload: ObjectRef): boolean;
}

interface Names {
  /** By `namespace/name`. */
  readonly workloads: ReadonlyMap<string, readonly WorkloadFact[]>;
  /** By name alone, for telemetry without namespaces. */
  readonly workloadsByName: ReadonlyMap<string, readonly WorkloadFact[]>;
  readonly servicesByName: ReadonlyMap<string, readonly ObjectRef[]>;
}

/** Labels by which instrumented processes are named where their name is not the workload's. */
const NAME_LABELS = ['app.kubernetes.io/name', 'app'] as const;

const names: SnapshotIndex<Names> = {
  name: 'names in telemetry',
  reads: [...workloadIndex.reads, SERVICE],
  build: snapshot => {
    const { all } = snapshot.index(workloadIndex);
    return {
      workloads: groupBy(all, ({ ref }) => `${ref.namespace}/${ref.name}`),
      workloadsByName: byAnyName(all),
      servicesByName: groupBy(
        snapshot.list(SERVICE).map(
          ({ metadata }): ObjectRef => ({
            cluster: snapshot.cluster,
            group: SERVICE.group,
            kind: SERVICE.kind,
            namespace: metadata.namespace ?? '',
            name: metadata.name,
          }),
        ),
        ref => ref.name,
      ),
    };
  },
};

function byAnyName(
  all: readonly WorkloadFact[],
): ReadonlyMap<string, readonly WorkloadFact[]> {
  const byName = new Map<string, WorkloadFact[]>();
  for (const fact of all) {
    const own = new Set([
      fact.ref.name,
      ...NAME_LABELS.flatMap(label => fact.podLabels[label] ?? []),
    ]);
    for (const name of own) {
      const known = byName.get(name);
      if (known) {
        known.push(fact);
      } else {
        byName.set(name, [fact]);
      }
    }
  }
  return byName;
}

/** Puts telemetry's names to the objects of a cluster. A name that several workloads share is nobody's. */
export function indexTelemetry(
  snapshot: ClusterSnapshot,
  telemetry: ClusterTelemetry,
): TelemetryIndex {
  const known = snapshot.index(names);
  const workloadOf = (namespace: string, name: string) =>
    only(
      namespace === ''
        ? known.workloadsByName.get(name)
        : known.workloads.get(`${namespace}/${name}`),
    );
  const calls = telemetry.calls.flatMap((call): PlacedCall[] => {
    const workload = workloadOf(call.namespace, call.workload);
    return workload
      ? [
          {
            call,
            workload,
            destination: destinationOf(call.destination, snapshot, known),
          },
        ]
      : [];
  });
  const byWorkload = groupBy(calls, ({ workload }) => refKey(workload.ref));
  const covered = new Set([
    ...telemetry.covered.flatMap(({ namespace, workload }) => {
      const fact = workloadOf(namespace, workload);
      return fact ? [refKey(fact.ref)] : [];
    }),
    ...byWorkload.keys(),
  ]);
  return {
    telemetry,
    calls,
    callsOf: workload => byWorkload.get(refKey(workload)) ?? [],
    isCovered: workload => covered.has(refKey(workload)),
  };
}

function destinationOf(
  observed: ObservedDestination,
  snapshot: ClusterSnapshot,
  known: Names,
): Destination {
  switch (observed.kind) {
    case 'service':
      return {
        kind: 'service',
        service: {
          cluster: snapshot.cluster,
          group: SERVICE.group,
          kind: SERVICE.kind,
          namespace: observed.namespace,
          name: observed.name,
        },
      };
    case 'host':
      return { kind: 'host', host: observed.host.toLowerCase() };
    case 'name': {
      const service = only(known.servicesByName.get(observed.name));
      return service
        ? { kind: 'service', service }
        : { kind: 'host', host: observed.name.toLowerCase() };
    }
    default:
      return { kind: 'anywhere' };
  }
}

function only<T>(candidates: readonly T[] | undefined): T | undefined {
  return candidates?.length === 1 ? candidates[0] : undefined;
}
