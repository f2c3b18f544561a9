import type { ObjectRef, Workload } from '@portolan/plugin-traffic-common';
import type { ClaimTable } from '../ownership/ClaimTable';
import { ByName } from '../snapshot/ByName';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { serviceIndex, type ServiceIndex } from '../topology/serviceIndex';
import { workloadIndex, type WorkloadFact } from '../topology/workloadIndex';

/** One cluster's Services and workloads with the entities that claim them. */
export interface ClusterJoin {
  readonly snapshot: ClusterSnapshot;
  readonly services: ServiceIndex;
  readonly workloads: readonly Workload[];
  factOf(workload: ObjectRef): WorkloadFact | undefined;
  /** The workload of a pod, by the pod's name. */
  workloadOfPod(namespace: string, name: string): WorkloadFact | undefined;
  entitiesOfWorkload(workload: ObjectRef): readonly string[];
  /** The entities behind a Service: those of its workloads, else those that claim the Service's own labels. */
  entitiesOfService(namespace: string, name: string): readonly string[];
}

const NO_ENTITIES: readonly string[] = [];

type Joined = Omit<ClusterJoin, 'snapshot'>;

/** Joins by claims; forgotten when workloads or Services change. */
const joins: SnapshotIndex<WeakMap<ClaimTable, Joined>> = {
  name: 'joins',
  reads: [...workloadIndex.reads, ...serviceIndex.reads],
  build: () => new WeakMap(),
};

/** The join of a cluster with the catalog's claims; the same values while neither side has changed. */
export function joinCluster(
  snapshot: ClusterSnapshot,
  claims: ClaimTable,
): ClusterJoin {
  const known = snapshot.index(joins);
  const joined = known.get(claims) ?? join(snapshot, claims);
  known.set(claims, joined);
  return { snapshot, ...joined };
}

function join(snapshot: ClusterSnapshot, claims: ClaimTable): Joined {
  const facts = snapshot.index(workloadIndex);
  const services = snapshot.index(serviceIndex);
  const entities = new Map<WorkloadFact, readonly string[]>();
  const workloads = facts.all.map((fact): Workload => {
    const own = claims.claimsOn(fact.ref, [fact.labels, fact.podLabels]);
    entities.set(
      fact,
      own.map(claim => claim.entityRef),
    );
    return {
      ref: fact.ref,
      claims: own,
      services: [...services.servicesOf(fact.ref)],
      pods: { ready: countReady(fact), total: fact.pods.length },
    };
  });
  const findBehind = (namespace: string, name: string): readonly string[] => {
    const service = services.get(namespace, name);
    if (!service) {
      return NO_ENTITIES;
    }
    const behind = services
      .workloadsOf(namespace, name)
      .flatMap(fact => entities.get(fact) ?? NO_ENTITIES);
    if (behind.length > 0) {
      return [...new Set(behind)].sort();
    }
    const ref: ObjectRef = {
      cluster: snapshot.cluster,
      group: '',
      kind: 'Service',
      namespace,
      name,
    };
    return claims.claimsOn(ref, [service.labels]).map(c => c.entityRef);
  };
  // Many routes lead to one Service, and their changes do not change who is behind it.
  const behindServices = new ByName<readonly string[]>();
  return {
    services,
    workloads,
    factOf: facts.get,
    workloadOfPod: facts.ofPod,
    entitiesOfWorkload: ref => {
      const fact = facts.get(ref);
      return (fact && entities.get(fact)) ?? NO_ENTITIES;
    },
    entitiesOfService: (namespace, name) => {
      let known = behindServices.get(namespace, name);
      if (!known) {
        known = findBehind(namespace, name);
        behindServices.set(namespace, name, known);
      }
      return known;
    },
  };
}

function countReady({ pods }: WorkloadFact): number {
  let ready = 0;
  for (const pod of pods) {
    ready += Number(pod.ready);
  }
  return ready;
}
