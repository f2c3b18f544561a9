import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { POD } from '../kinds/coreKinds';
import type { NamedPort } from '../model/drafts';
import { compareRefs, refKey } from '../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../snapshot/ClusterSnapshot';
import { groupBy } from '../snapshot/groupBy';
import {
  gatherWorkloads,
  TEMPLATE_KINDS,
  type CarriedWorkloads,
} from './gatherWorkloads';
import type { PodFact } from './Pod';

/** A workload: what makes pods, or a pod that nothing made. */
export interface WorkloadFact {
  readonly ref: ObjectRef;
  /** Labels of the workload object itself. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that its pods are made with. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Named container ports of the template, for workloads whose pods are not there. */
  readonly namedPorts: readonly NamedPort[];
  /** Whether the template puts its pods on the node's network. */
  readonly hostNetwork: boolean;
  /** Names of the containers of the template: what is injected into pods is not among them. */
  readonly containers: readonly string[];
  readonly serviceAccount: string;
  readonly pods: readonly PodFact[];
}

export interface WorkloadIndex {
  /** In the order of refs. */
  readonly all: readonly WorkloadFact[];
  inNamespace(namespace: string): readonly WorkloadFact[];
  get(ref: ObjectRef): WorkloadFact | undefined;
  /** The workload of a pod, by the pod's name. */
  ofPod(namespace: string, podName: string): WorkloadFact | undefined;
  /** What a later index may take over. */
  readonly carried: CarriedWorkloads;
}

/** All workloads of a cluster with their pods. */
export const workloadIndex = steppedIndex<WorkloadIndex>({
  name: 'workloads',
  reads: [...TEMPLATE_KINDS, POD],
  buildInSteps: buildWorkloadIndex,
});

function* buildWorkloadIndex(
  snapshot: ClusterSnapshot,
  before?: WorkloadIndex,
): Generator<void, WorkloadIndex> {
  const carried = yield* gatherWorkloads(snapshot, before?.carried);
  yield;
  return indexOf(carried);
}

/** Knows nothing of the index before, so that this one does not hold on to it. */
function indexOf(carried: CarriedWorkloads): WorkloadIndex {
  const { facts } = carried;
  const all = [...facts.values()].sort((a, b) => compareRefs(a.ref, b.ref));
  const byNamespace = groupBy(all, fact => fact.ref.namespace);
  // Nearly everybody asks with the ref of the fact itself, and a text for each question would cost more than the answer.
  const byRef = new Map(all.map(fact => [fact.ref, fact]));
  let byPod: ReadonlyMap<string, WorkloadFact> | undefined;
  return {
    all,
    inNamespace: namespace => byNamespace.get(namespace) ?? [],
    get: ref => byRef.get(ref) ?? facts.get(refKey(ref)),
    ofPod: (namespace, podName) => {
      byPod ??= indexByPod(all);
      return byPod.get(`${namespace}/${podName}`);
    },
    carried,
  };
}

/** Only what was seen names pods, so these names are put together when it asks. */
function indexByPod(
  workloads: readonly WorkloadFact[],
): ReadonlyMap<string, WorkloadFact> {
  const byPod = new Map<string, WorkloadFact>();
  for (const workload of workloads) {
    for (const { namespace, name } of workload.pods) {
      byPod.set(`${namespace}/${name}`, workload);
    }
  }
  return byPod;
}
