import {
  KUBERNETES_ANNOTATIONS,
  type Dependency,
  type ObjectRef,
  type Provenance,
} from '@portolan/plugin-traffic-common';
import type { DependencyDraft } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';

import type { SourceProblem } from '../Source';

export const SOURCE_ID = 'core';

/** What one object of this source comes to. */
export interface Translation {
  readonly dependencies: readonly DependencyDraft[];
  readonly problems: readonly SourceProblem[];
}

/** Where something outside is to be reached, and which field says so. */
export interface WayOut
  extends Pick<Dependency, 'destination' | 'port' | 'protocol'> {
  readonly provenance: Provenance;
}

/** In a larger namespace, "one of these workloads" says nothing of any of them. */
const MAX_CANDIDATES = 25;

/**
 * A Service stands for a way out of its whole namespace: nothing in it says which workload goes there. It is one workload's
 * own where the namespace has a single workload, or where Service and workload carry the same `backstage.io/kubernetes-id`
 * label; else every workload of the namespace gets it, marked as declared for the namespace. A namespace of more than 25
 * workloads gets a problem instead.
 */
export function attributeToWorkloads(
  snapshot: ClusterSnapshot,
  service: {
    ref: ObjectRef;
    labels: Readonly<Record<string, string>>;
    ways: readonly WayOut[];
  },
): Translation {
  const all = snapshot.index(workloadIndex).inNamespace(service.ref.namespace);
  const id = service.labels[KUBERNETES_ANNOTATIONS.id];
  const own =
    id === undefined ? [] : all.filter(workload => hasId(workload, id));
  if (own.length === 0 && all.length > MAX_CANDIDATES) {
    return {
      dependencies: [],
      problems: [
        {
          severity: 'info',
          object: service.ref,
          path: 'metadata.labels',
          message: `Which of the ${all.length} workloads of namespace ${service.ref.namespace} use this Service is not told, so it is shown for none; the label ${KUBERNETES_ANNOTATIONS.id} of a workload tells it.`,
        },
      ],
    };
  }
  const workloads = own.length > 0 ? own : all;
  const rung = own.length > 0 ? 'declared-workload' : 'declared-namespace';
  const exact = own.length > 0 || all.length === 1;
  const dependencies = workloads.flatMap(workload =>
    service.ways.map(
      ({ provenance, ...way }): DependencyDraft => ({
        cluster: snapshot.cluster,
        workload: workload.ref,
        ...way,
        evidence: [{ rung, source: SOURCE_ID, provenance }],
        declared: { answer: exact ? 'yes' : 'unknown' },
        via: { kind: 'not-known' },
      }),
    ),
  );
  return { dependencies, problems: [] };
}

function hasId({ labels, podLabels }: WorkloadFact, id: string): boolean {
  return [labels, podLabels].some(own => own[KUBERNETES_ANNOTATIONS.id] === id);
}
