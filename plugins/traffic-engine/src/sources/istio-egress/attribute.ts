import type { Dependency, Provenance } from '@portolan/plugin-traffic-common';
import {
  namespaceLabels,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import { membershipOfWorkload } from '../../istio/meshMembership';
import type { DependencyDraft } from '../../model/drafts';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { SourceProblem } from '../Source';
import { NAMESPACE } from '../../kinds/coreKinds';
import { SOURCE_ID } from './kinds';

/** What one object comes to. */
export interface Declared {
  readonly dependencies: readonly DependencyDraft[];
  readonly problems: readonly SourceProblem[];
}

/** Where something leads, and which field says so. */
export interface DeclaredWay
  extends Pick<Dependency, 'destination' | 'port' | 'protocol'> {
  readonly provenance: Provenance;
}

/** In a larger namespace, "one of these workloads" says nothing of any of them. */
const MAX_CANDIDATES = 25;

/** The workloads of a namespace that have a proxy, or may have one; gateways and what is surely outside the mesh are left out. */
export const meshWorkloads: SnapshotIndex<
  (namespace: string) => readonly WorkloadFact[]
> = {
  name: 'istio mesh workloads',
  reads: [NAMESPACE, ...workloadIndex.reads],
  build: snapshot => {
    const namespaces = snapshot.index(namespaceLabels);
    const byNamespace = groupBy(
      snapshot
        .index(workloadIndex)
        .all.filter(workload => mayBeClient(workload, namespaces)),
      ({ ref }) => ref.namespace,
    );
    return namespace => byNamespace.get(namespace) ?? [];
  },
};

function mayBeClient(
  workload: WorkloadFact,
  namespaces: NamespaceLabels,
): boolean {
  return !['gateway', 'none'].includes(
    membershipOfWorkload(workload, namespaces),
  );
}

/** A dependency of one workload on what an object names for it alone (`exactly`), or for its namespace. */
export function toDraft(
  workload: WorkloadFact,
  { provenance, ...way }: DeclaredWay,
  exactly: boolean,
): DependencyDraft {
  return {
    cluster: workload.ref.cluster,
    workload: workload.ref,
    ...way,
    evidence: [
      {
        rung: exactly ? 'declared-workload' : 'declared-namespace',
        source: SOURCE_ID,
        provenance,
      },
    ],
    declared: { answer: exactly ? 'yes' : 'unknown' },
  };
}

/**
 * What is written for a namespace is every workload's there, as declared for the namespace, and its one workload's own. In a
 * namespace of more than 25 it says nothing of any of them, and is a problem (info) instead.
 */
export function attributeToNamespace(
  snapshot: ClusterSnapshot,
  options: {
    namespace: string;
    ways: readonly DeclaredWay[];
    /** Whether a workload may use what is declared. */
    isOpen?: (workload: WorkloadFact, way: DeclaredWay) => boolean;
  },
): Declared {
  const { namespace, ways, isOpen = () => true } = options;
  const all = snapshot.index(meshWorkloads)(namespace);
  const [first] = ways;
  if (all.length > MAX_CANDIDATES && first) {
    const { object, path } = first.provenance;
    return {
      dependencies: [],
      problems: [
        {
          severity: 'info',
          object,
          path,
          message: `Which of the ${all.length} workloads of namespace ${namespace} go there is not told, so it is shown for none; a Sidecar with a workloadSelector that names the host tells it.`,
        },
      ],
    };
  }
  const [only] = all;
  return {
    dependencies: all.flatMap(workload =>
      ways
        .filter(way => isOpen(workload, way))
        .map(way => {
          const draft = toDraft(workload, way, false);
          return all.length === 1 && workload === only
            ? { ...draft, declared: { answer: 'yes' as const } }
            : draft;
        }),
    ),
    problems: [],
  };
}
