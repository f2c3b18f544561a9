import type {
  Destination,
  LayerVerdict,
} from '@portolan/plugin-traffic-common';
import { declaredPorts } from '../../egress/declaredPorts';
import { createPodGroups } from '../../egress/podGroups';
import { renderSelector } from '../../match/renderSelector';
import type { DependencyDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { NETWORK_POLICY } from './kinds';
import {
  LAYER,
  type PeerFact,
  type PolicyFact,
  type RuleFact,
} from './PolicyFact';
import { policyIndex } from './policyIndex';

/** So many workloads are looked at in one step: about two milliseconds. */
const WORKLOADS_PER_STEP = 50;

const NOT_ASKED: LayerVerdict = {
  layer: LAYER,
  direction: 'ingress',
  verdict: 'unknown',
  code: 'not-evaluated',
  rules: [],
};

/** What a rule opens: one destination, one port. */
type Permission = Pick<
  DependencyDraft,
  'destination' | 'peers' | 'port' | 'protocol'
> & { readonly path: string };

/**
 * One draft per workload and thing that an egress rule opens for it. It is evidence of permission and hardly of use: the
 * lowest rung.
 */
export const egressDependencies = steppedIndex<readonly DependencyDraft[]>({
  name: 'what network policies open',
  reads: [NETWORK_POLICY, ...workloadIndex.reads],
  buildInSteps: listEgressDependencies,
});

function* listEgressDependencies(
  snapshot: ClusterSnapshot,
): Generator<void, readonly DependencyDraft[]> {
  const policies = snapshot.index(policyIndex);
  if (policies.policies.length === 0) {
    return [];
  }
  const podGroups = createPodGroups(policies.labelKeys);
  const permissions = new Map<PolicyFact, readonly Permission[]>(
    policies.policies.map(policy => [policy, permissionsOf(policy)]),
  );
  const drafts: DependencyDraft[] = [];
  const workloads = snapshot.index(workloadIndex).all;
  for (const [position, workload] of workloads.entries()) {
    if (position % WORKLOADS_PER_STEP === 0) {
      yield;
    }
    const groups = podGroups(workload);
    const selections = groups.map(({ end }) =>
      policies
        .selecting(end.namespace, end.labels)
        .filter(({ policy, sure }) => sure && policy.egress.isolates === 'yes')
        .map(({ policy }) => policy),
    );
    for (const policy of new Set(selections.flat())) {
      const all = selections.every(selected => selected.includes(policy));
      for (const permission of permissions.get(policy) ?? []) {
        drafts.push(toDraft({ snapshot, workload, policy, permission, all }));
      }
    }
  }
  return drafts;
}

function toDraft(options: {
  snapshot: ClusterSnapshot;
  workload: WorkloadFact;
  policy: PolicyFact;
  permission: Permission;
  /** Whether the policy selects all pods of the workload. */
  all: boolean;
}): DependencyDraft {
  const { snapshot, workload, policy, permission, all } = options;
  const { path, ...facts } = permission;
  const provenance = at(LAYER, policy.ref)(path);
  return {
    cluster: snapshot.cluster,
    workload: workload.ref,
    ...facts,
    evidence: [{ rung: 'permitted', source: LAYER, provenance }],
    declared: { answer: 'no' },
    via: { kind: 'not-known' },
    // Selectors may choose too many pods to put all of them before the judges; then the rule speaks for its own direction.
    ...(permission.destination.kind === 'peers'
      ? {
          verdicts: [
            {
              layer: LAYER,
              direction: 'egress',
              verdict: all ? 'allowed' : 'unknown',
              code: all ? 'rule-allows' : 'pods-differ',
              rules: [provenance],
            },
            NOT_ASKED,
          ],
        }
      : {}),
  };
}

function permissionsOf(policy: PolicyFact): readonly Permission[] {
  return policy.egress.rules.flatMap(rule =>
    destinationsOf(rule, policy.ref.namespace).flatMap(opened =>
      declaredPorts(rule.ports).map(port => ({ ...opened, ...port })),
    ),
  );
}

function destinationsOf(
  rule: RuleFact,
  namespace: string,
): readonly Pick<Permission, 'destination' | 'peers' | 'path'>[] {
  return rule.peers.length === 0
    ? [{ destination: { kind: 'anywhere' }, path: rule.path }]
    : rule.peers.flatMap(peer => {
        const destination = destinationOf(peer, namespace);
        return destination
          ? [
              {
                destination,
                path: peer.path,
                ...(peer.kind === 'pods'
                  ? {
                      peers: {
                        namespaces: peer.namespaces,
                        namespace,
                        pods: peer.pods,
                      },
                    }
                  : {}),
              },
            ]
          : [];
      });
}

function destinationOf(
  peer: PeerFact,
  namespace: string,
): Destination | undefined {
  switch (peer.kind) {
    case 'addresses':
      return { kind: 'cidr', cidr: peer.cidr, except: [...peer.except] };
    case 'pods':
      return {
        kind: 'peers',
        namespaces: namespacesInWords(peer, namespace),
        pods: inWords(renderSelector(peer.pods)),
      };
    default:
      return undefined;
  }
}

function namespacesInWords(
  { namespaces }: Extract<PeerFact, { kind: 'pods' }>,
  own: string,
): string {
  return namespaces ? inWords(renderSelector(namespaces)) : own;
}

/** Completes `pods …` and `namespaces …`. */
function inWords(selector: string): string {
  return selector === '' ? 'all' : `with ${selector}`;
}
