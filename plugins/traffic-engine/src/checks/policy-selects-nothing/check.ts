import { matchLabels } from '../../match/labels';
import { renderSelector } from '../../match/renderSelector';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';

/** A NetworkPolicy's selector matches no pod of its namespace and no workload that would make one. */
export const policySelectsNothing: Check = {
  id: 'policy-selects-nothing',
  code: 'TRF404',
  severity: 'info',
  title: 'Policy selects nothing',
  message:
    'NetworkPolicy {{policy}} selects pods with {{selector}}, and namespace {{namespace}} has none, nor a workload that makes them.',
  fix: 'Correct the podSelector of {{policy}} if labels have changed, or delete the policy.',
  reads: [NETWORK_POLICY, ...workloadIndex.reads],
  run: ({ snapshots }) => snapshots.flatMap(findIdlePolicies),
};

function findIdlePolicies(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const workloads = snapshot.index(workloadIndex);
  return snapshot
    .index(policyIndex)
    .policies.flatMap(({ ref, podSelector }) => {
      const { namespace, name } = ref;
      const isKnown = workloadIndex.reads.every(kind =>
        canTellAbsence(snapshot.statusOf(kind), namespace),
      );
      const selector =
        podSelector === 'unreadable' ? '' : renderSelector(podSelector);
      if (!isKnown || podSelector === 'unreadable' || selector === '') {
        return [];
      }
      const isUsed = workloads
        .inNamespace(namespace)
        .some(
          workload =>
            matchLabels(podSelector, workload.podLabels) ||
            workload.pods.some(pod => matchLabels(podSelector, pod.labels)),
        );
      return isUsed
        ? []
        : [
            {
              at: {
                source: 'network-policy',
                object: ref,
                path: 'spec.podSelector',
              },
              params: { policy: `${namespace}/${name}`, namespace, selector },
              entities: [],
            },
          ];
    });
}
