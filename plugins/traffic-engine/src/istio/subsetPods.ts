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

/**
 * Labels that istiod adds to endpoints: from the node that a pod runs on, and from the cluster and network that it is in. Pods do
 * not carry them.
 */
const ADDED_LABELS: readonly string[] = [
  'kubernetes.io/hostname',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'topology.istio.io/cluster',
  'topology.istio.io/network',
];

/**
 * Follows subset labels to pods; pods that could not be looked at leave it `unknown`, never empty, and so do labels that are added
 * to endpoints, of which a part of the pods is meant that is not known.
 */
export function selectSubset(
  snapshot: ClusterSnapshot,
  service: Pick<ServiceFact, 'namespace' | 'name' | 'selector'>,
  labels: Readonly<Record<string, string>>,
): SubsetPods {
  const { namespace, name, selector } = service;
  const written = Object.entries({ ...(selector ?? {}), ...labels });
  const own = written.filter(([key]) => !ADDED_LABELS.includes(key));
  const wanted = { matchLabels: Object.fromEntries(own) };
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
  if (own.length < written.length && workloads.length > 0) {
    return {
      workloads,
      endpoints: { state: 'unknown', because: { state: 'pending' } },
    };
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
