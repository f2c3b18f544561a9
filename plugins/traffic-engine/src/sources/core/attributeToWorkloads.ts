import {
  KUBERNETES_ANNOTATIONS,
  type Dependency,
  type ObjectRef,
  type Provenance,
} from '@portolan/plugin-traffic-common';
import type { DependencyDraft } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';

export const SOURCE_ID = 'core';

/** Where something outside is to be reached, and which field says so. */
export interface WayOut
  extends Pick<Dependency, 'destination' | 'port' | 'protocol'> {
  readonly provenance: Provenance;
}

/**
 * A Service stands for a way out of its whole namespace: nothing in it says which workload goes there. It is one workload's
 * own where the namespace has a single workload, or where Service and workload carry the same `backstage.io/kubernetes-id`
 * label; else every workload of the namespace gets it, marked as declared for the namespace.
 */
export function attributeToWorkloads(
  snapshot: ClusterSnapshot,
  service: {
    ref: ObjectRef;
    labels: Readonly<Record<string, string>>;
    ways: readonly WayOut[];
  },
): readonly DependencyDraft[] {
  const all = snapshot.index(workloadIndex).inNamespace(service.ref.namespace);
  const id = service.labels[KUBERNETES_ANNOTATIONS.id];
  const own =
    id === undefined ? [] : all.filter(workload => hasId(workload, id));
  const workloads = own.length > 0 ? own : all;
  const rung = own.length > 0 ? 'declared-workload' : 'declared-namespace';
  const exact = own.length > 0 || all.length === 1;
  return workloads.flatMap(workload =>
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
}

function hasId({ labels, podLabels }: WorkloadFact, id: string): boolean {
  return [labels, podLabels].some(
    own => own[KUBERNETES_ANNOTATIONS.id] === id,
  );
}
