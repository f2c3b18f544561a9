import type { Endpoints } from '@portolan/plugin-traffic-common';
import { matchLabels } from '../match/labels';
import { canTellAbsence } from '../references/lookUp';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { ServiceFact } from '../topology/Service';
import { serviceIndex } from '../topology/serviceIndex';
import { workloadIndex, type WorkloadFact } from '../topology/workloadIndex';

/** The part of a Service's workloads that carry the labels of a subset, and how many of their pods are ready. */
export interface SubsetPods {
  readonly workloads: readonly WorkloadFact[];
  readonly endpoints: Endpoints;
}

/** Follows subset labels to pods; pods that could not be looked at leave it `unknown`, never empty. */
export function selectSubset(
  snapshot: ClusterSnapshot,
  service: Pick<ServiceFact, 'namespace' | 'name' | 'selector'>,
  labels: Readonly<Record<string, string>>,
): SubsetPods {
  const { namespace, name, selector } = service;
  const wanted = { matchLabels: { ...(selector ?? {}), ...labels } };
  const workloads = snapshot
    .index(serviceIndex)
    .workloadsOf(namespace, name)
    .filter(
      ({ podLabels, pods }) =>
        matchLabels(wanted, podLabels) ||
        pods.some(pod => matchLabels(wanted, pod.labels)),
    );
  const unseen = workloadIndex.reads
    .map(kind => snapshot.statusOf(kind))
    .find(status => !canTellAbsence(status, namespace));
  if (unseen) {
    return { workloads, endpoints: { state: 'unknown', because: unseen } };
  }
  const pods = workloads.flatMap(workload =>
    workload.pods.filter(pod => matchLabels(wanted, pod.labels)),
  );
  return {
    workloads,
    endpoints: {
      state: 'known',
      ready: pods.filter(pod => pod.ready).length,
      total: pods.length,
    },
  };
}
