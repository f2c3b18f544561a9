import { POD } from '../../kinds/coreKinds';
import type { KindRef } from '../../kinds/KindRef';
import { matchLabels, selectsAll } from '../../match/labels';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';
import type { PolicyFact } from '../../sources/network-policy/PolicyFact';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';
import {
  createEntitiesOfWorkloads,
  type EntitiesOfWorkloads,
} from '../claimsOf';

/** What meshes put into pods: templates do not name these containers and their ports. */
const INJECTED = /^(http-envoy-|envoy-|status-port$|linkerd-)/;

/** An ingress rule opens a port by a name that none of the pods gives to a port. */
export const namedPortMissing: Check = {
  id: 'named-port-missing',
  code: 'TRF408',
  severity: 'warning',
  title: 'Named port that no pod has',
  message:
    'NetworkPolicy {{policy}} opens the {{protocol}} port named "{{port}}", and none of the pods that it selects has a port of that name: the entry opens nothing.',
  fix: 'Name the port of the container "{{port}}" ({{protocol}}), or give {{policy}} its number.',
  reads: [NETWORK_POLICY, ...workloadIndex.reads],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfWorkloads(model);
    return snapshots.flatMap(snapshot =>
      snapshot
        .index(policyIndex)
        .policies.filter(namesPort)
        .flatMap(policy => findMissing(policy, snapshot, entitiesOf)),
    );
  },
};

function namesPort({ ingress }: PolicyFact): boolean {
  return (
    ingress.isolates === 'yes' &&
    ingress.rules.some(({ ports }) =>
      ports.some(port => port !== 'unreadable' && port.port.kind === 'named'),
    )
  );
}

function findMissing(
  { ref, podSelector, ingress }: PolicyFact,
  snapshot: ClusterSnapshot,
  entitiesOf: EntitiesOfWorkloads,
): readonly FindingDraft[] {
  const isSeen = (kind: KindRef) =>
    canTellAbsence(snapshot.statusOf(kind), ref.namespace);
  if (
    podSelector === 'unreadable' ||
    !workloadIndex.reads.every(kind => kind === POD || isSeen(kind)) ||
    // Who selects all pods means pods of any shape; only pods that are there tell all shapes.
    (selectsAll(podSelector) && !isSeen(POD))
  ) {
    return [];
  }
  const selected = snapshot
    .index(workloadIndex)
    .inNamespace(ref.namespace)
    .filter(
      ({ podLabels, pods }) =>
        matchLabels(podSelector, podLabels) ||
        pods.some(pod => matchLabels(podSelector, pod.labels)),
    );
  if (selected.length === 0) {
    return [];
  }
  return ingress.rules.flatMap(({ path, ports }) =>
    ports.flatMap((rule, index) =>
      rule !== 'unreadable' &&
      rule.port.kind === 'named' &&
      isMissing(selected, rule.port.name, rule.protocol)
        ? [
            {
              at: at('network-policy', ref)(`${path}.ports[${index}].port`),
              params: {
                policy: `${ref.namespace}/${ref.name}`,
                port: rule.port.name,
                protocol: rule.protocol,
              },
              entities: entitiesOf(selected.map(workload => workload.ref)),
            },
          ]
        : [],
    ),
  );
}

/** Whether none of the workloads gives the name to a port, in its template or in a pod. */
function isMissing(
  workloads: readonly WorkloadFact[],
  name: string,
  protocol: string,
): boolean {
  return (
    !INJECTED.test(name) &&
    workloads.every(({ namedPorts, pods }) =>
      [namedPorts, ...pods.map(pod => pod.namedPorts)].every(
        ports =>
          !ports.some(port => port.name === name && port.protocol === protocol),
      ),
    )
  );
}
