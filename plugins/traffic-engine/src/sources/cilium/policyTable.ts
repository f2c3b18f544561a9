import type { Match } from '../../match/Match';
import { allMatch } from '../../match/Match';
import { labelKeysOf } from '../../match/renderSelector';
import { clusterNodes } from '../../egress/clusterNodes';
import {
  namespaceLabels,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { notKnownIn } from '../../egress/ruleTables/notKnownIn';
import type {
  RuleTable,
  TablePolicy,
  TableRule,
} from '../../egress/ruleTables/RuleTable';
import { NAMESPACE, NODE } from '../../kinds/coreKinds';
import { at, refTo } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import type { SourceProblem } from '../Source';
import { createGroupRanges } from './cidrGroups';
import type { CiliumFact, CiliumRule } from './CiliumFact';
import {
  CILIUM_CIDR_GROUP,
  CILIUM_CLUSTERWIDE_NETWORK_POLICY,
  CILIUM_NETWORK_POLICY,
  SOURCE_ID,
} from './kinds';
import { matchChoice, toPeers, type PeerContext } from './matchPeers';
import { parsePolicy } from './parsePolicy';
import { createMatchServices, servicesMeant } from './servicesMeant';

/** Before NetworkPolicy, whose rules Cilium adds to its own, and after the tiers of administrators. */
const ORDER = 15;

const KINDS = [CILIUM_NETWORK_POLICY, CILIUM_CLUSTERWIDE_NETWORK_POLICY];

const POLICIES_PER_STEP = 200;

export interface CiliumPolicies {
  readonly facts: readonly CiliumFact[];
  readonly problems: readonly SourceProblem[];
}

/** The Cilium policies of a cluster as read. */
export const ciliumPolicies = steppedIndex<CiliumPolicies>({
  name: 'cilium policies',
  reads: KINDS,
  *buildInSteps(snapshot) {
    const facts: CiliumFact[] = [];
    const problems: SourceProblem[] = [];
    for (const [position, object] of KINDS.flatMap(kind =>
      snapshot.list(kind),
    ).entries()) {
      if (position % POLICIES_PER_STEP === POLICIES_PER_STEP - 1) {
        yield;
      }
      const ref = refTo(snapshot.cluster, object);
      const parsed = parsePolicy(ref, object);
      facts.push(...parsed.facts);
      problems.push(
        ...parsed.notes.map(
          (note): SourceProblem => ({ object: ref, ...note }),
        ),
      );
    }
    return { facts, problems };
  },
});

export const TABLE_READS = [
  ...KINDS,
  CILIUM_CIDR_GROUP,
  NAMESPACE,
  NODE,
  ...serviceIndex.reads,
] as const;

/** Every rule that denies before every rule that allows: "deny policies take precedence over allow policies". */
export function ciliumTable(snapshot: ClusterSnapshot): RuleTable {
  const { facts } = snapshot.index(ciliumPolicies);
  const context: PeerContext = {
    labels: snapshot.index(namespaceLabels),
    nodes: snapshot.index(clusterNodes),
    matchServices: createMatchServices(snapshot),
    groupRanges: createGroupRanges(snapshot),
  };
  const of = (action: CiliumRule['action']) =>
    facts.map(fact => toPolicy(fact, action, context));
  return {
    source: SOURCE_ID,
    layer: SOURCE_ID,
    chain: { id: 'kubernetes', order: ORDER },
    policies: [...of('deny'), ...of('allow')],
    labelKeys: new Set(facts.flatMap(fact => mentionedKeys(fact, snapshot))),
    notKnownIn: notKnownIn(snapshot, KINDS),
  };
}

/** Whether a policy is for a pod, by the snapshot's labels of namespaces. */
export function selectsByFact(
  snapshot: ClusterSnapshot,
): (fact: CiliumFact, pod: PodEnd) => Match {
  const labels = snapshot.index(namespaceLabels);
  return (fact, pod) => matchSubject(fact, pod, labels);
}

/** Of a policy that Cilium refuses, nothing may be in force. */
function matchSubject(
  { choice, isRefused }: CiliumFact,
  pod: PodEnd,
  labels: NamespaceLabels,
): Match {
  return choice === 'unreadable'
    ? 'policy-not-readable'
    : allMatch([
        matchChoice(choice, pod, labels),
        isRefused ? 'policy-not-readable' : 'yes',
      ]);
}

function toPolicy(
  fact: CiliumFact,
  action: CiliumRule['action'],
  context: PeerContext,
): TablePolicy {
  const { ref, path } = fact;
  const provenance = at(SOURCE_ID, ref);
  const toRules = (rules: readonly CiliumRule[]) =>
    rules
      .filter(rule => rule.action === action)
      .map(
        (rule): TableRule => ({
          action,
          provenance: provenance(rule.path),
          ports: rule.ports,
          peers: toPeers(rule.peers, context),
          doubt: rule.doubt,
        }),
      );
  return {
    ref,
    namespace: ref.namespace === '' ? null : ref.namespace,
    selects: pod => matchSubject(fact, pod, context.labels),
    rules: { egress: toRules(fact.egress), ingress: toRules(fact.ingress) },
    closes: {
      egress: action === 'allow' && fact.closesEgress,
      ingress: action === 'allow' && fact.closesIngress,
    },
    closingPath: { egress: `${path}.egress`, ingress: `${path}.ingress` },
  };
}

function mentionedKeys(
  { choice, egress, ingress }: CiliumFact,
  snapshot: ClusterSnapshot,
): string[] {
  return [
    ...(choice === 'unreadable' ? [] : labelKeysOf(choice.pods)),
    ...[...egress, ...ingress].flatMap(({ peers }) =>
      (peers ?? []).flatMap(peer => {
        switch (peer.kind) {
          case 'endpoints':
            return labelKeysOf(peer.choice.pods);
          case 'services':
            return snapshot
              .index(servicesMeant)(peer)
              .flatMap(({ selector }) => Object.keys(selector ?? {}));
          default:
            return [];
        }
      }),
    ),
  ];
}
