import {
  namespaceLabels,
  selectsAllNamespaces,
} from '../../egress/namespaceLabels';
import { NAMESPACE } from '../../kinds/coreKinds';
import { renderSelector } from '../../match/renderSelector';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import type { Check, FindingDraft } from '../Check';
import { isWholeClusterSeen } from '../meshFacts';

/** Every API server makes these, and files seldom hold them: where they are, all namespaces are taken to be there. */
const IN_EVERY_CLUSTER: readonly string[] = ['kube-public', 'kube-system'];

/** A peer of a NetworkPolicy chooses namespaces, and there is none that it means. */
export const namespaceSelectorMatchesNone: Check = {
  id: 'namespace-selector-matches-none',
  code: 'TRF413',
  severity: 'info',
  title: 'No namespace for a selector',
  message:
    'NetworkPolicy {{policy}} opens the way to or from namespaces with {{selector}}, and no namespace of the cluster has such labels.',
  fix: 'Correct the namespaceSelector of {{policy}}, or label the namespace that was meant with {{selector}}.',
  reads: [NETWORK_POLICY, NAMESPACE],
  run: ({ snapshots }) => snapshots.filter(seesNamespaces).flatMap(findEmpty),
};

function seesNamespaces(snapshot: ClusterSnapshot): boolean {
  return (
    isWholeClusterSeen(snapshot, [NAMESPACE]) &&
    IN_EVERY_CLUSTER.every(name => snapshot.get(NAMESPACE, '', name))
  );
}

function findEmpty(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const labels = snapshot.index(namespaceLabels);
  const names = snapshot.list(NAMESPACE).map(({ metadata }) => metadata.name);
  const isEmpty = new Map<string, boolean>();
  return snapshot
    .index(policyIndex)
    .policies.flatMap(({ ref, egress, ingress }) =>
      [egress, ingress]
        .filter(({ isolates }) => isolates === 'yes')
        .flatMap(({ rules }) => rules.flatMap(({ peers }) => peers))
        .flatMap(peer => {
          if (
            peer.kind !== 'pods' ||
            peer.namespaces === null ||
            selectsAllNamespaces(peer.namespaces)
          ) {
            return [];
          }
          const wanted = peer.namespaces;
          const selector = renderSelector(wanted);
          const known =
            isEmpty.get(selector) ??
            names.every(name => labels.match(wanted, name) === 'no');
          isEmpty.set(selector, known);
          return known
            ? [
                {
                  at: at(
                    'network-policy',
                    ref,
                  )(`${peer.path}.namespaceSelector`),
                  params: { policy: `${ref.namespace}/${ref.name}`, selector },
                  entities: [],
                },
              ]
            : [];
        }),
    );
}
