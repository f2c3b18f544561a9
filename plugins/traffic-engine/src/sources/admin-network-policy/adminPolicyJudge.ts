import type { LayerVerdict, Provenance } from '@portolan/plugin-traffic-common';
import {
  inBothDirections,
  layerAnswer,
  overPorts,
} from '../../egress/layerAnswer';
import { clusterNodes, type ClusterNodes } from '../../egress/clusterNodes';
import {
  namespaceLabels,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import {
  allMatch,
  firstDoubt,
  type Doubt,
  type Match,
} from '../../match/Match';
import { matchPorts, type PortQuestion } from '../../match/port';
import type {
  Connection,
  ConnectionEnd,
  ConnectionJudge,
  LayerAnswer,
  Outcome,
} from '../../model/drafts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { AdminPolicyFact, AdminRuleFact, Tier } from './AdminPolicyFact';
import { adminPolicyIndex, type TierPolicies } from './adminPolicyIndex';
import { matchAdminPeers, matchPods } from './matchAdminPeer';

const SOURCE_ID = 'admin-network-policy';

/** Layers by tier; NetworkPolicy stands between them in the same chain. */
const LAYERS: Readonly<Record<Tier, { layer: string; order: number }>> = {
  admin: { layer: 'admin-network-policy', order: 10 },
  baseline: { layer: 'baseline-network-policy', order: 30 },
};

type Direction = LayerVerdict['direction'];

const NO_ANSWERS: readonly LayerAnswer[] = [];

/** What some rules may do with a connection; `next`: none of them decides. */
interface Decision {
  readonly outcomes: ReadonlySet<Outcome | 'next'>;
  readonly rules: readonly Provenance[];
  readonly doubts: readonly Doubt[];
}

const NEXT: Decision = { outcomes: new Set(['next']), rules: [], doubts: [] };
const ANY_OUTCOME: readonly Outcome[] = ['allow', 'deny', 'pass'];
interface Question {
  readonly direction: Direction;
  readonly subject: PodEnd;
  readonly other: ConnectionEnd;
  readonly ports: PortQuestion;
  readonly labels: NamespaceLabels;
  readonly nodes: ClusterNodes;
}

/**
 * A tier's answers: policies in order of priority, rules in the order they are written, the first that matches decides. A
 * tier without policies has no answer; one whose policies may not be read may do anything.
 */
export function createAdminPolicyJudge(
  snapshot: ClusterSnapshot,
  tier: Tier,
): ConnectionJudge {
  const { layer, order } = LAYERS[tier];
  const policies = snapshot.index(adminPolicyIndex).tiers[tier];
  const labels = snapshot.index(namespaceLabels);
  const nodes = snapshot.index(clusterNodes);
  const answer = (
    direction: Direction,
    subject: ConnectionEnd,
    other: ConnectionEnd,
    connection: Connection,
  ): readonly LayerAnswer[] => {
    if (subject.kind !== 'pod') {
      return NO_ANSWERS;
    }
    if (policies.notKnown) {
      return [
        layerAnswer({
          layer,
          direction,
          outcomes: ['allow', 'deny', 'pass'],
          code: 'kind-not-known',
          rules: [],
          because: policies.notKnown,
        }),
      ];
    }
    if (policies.groups.length === 0) {
      return NO_ANSWERS;
    }
    const rules = policies.groups.flat().flatMap(policy => policy[direction]);
    const portRules = rules.flatMap(rule =>
      rule.ports.flatMap(port => (port === 'unreadable' ? [] : port)),
    );
    return [
      overPorts(connection, portRules, ports =>
        toAnswer(
          { layer, direction, labels },
          decideTier(policies, {
            direction,
            subject,
            other,
            ports,
            labels,
            nodes,
          }),
        ),
      ),
    ];
  };
  return {
    layer,
    chain: { id: 'kubernetes', order },
    labelKeys: policies.labelKeys,
    judge: connection =>
      inBothDirections(
        answer('egress', connection.from, connection.to, connection),
        answer('ingress', connection.to, connection.from, connection),
      ),
  };
}

function toAnswer(
  asked: { layer: string; direction: Direction; labels: NamespaceLabels },
  { outcomes, rules, doubts }: Decision,
): LayerAnswer {
  const { labels, ...facts } = asked;
  const possible = [...outcomes].map(outcome =>
    outcome === 'next' ? 'pass' : outcome,
  );
  const doubt = firstDoubt(doubts);
  const decided = layerAnswer({
    ...facts,
    outcomes: possible,
    code: codeOf(new Set(possible)),
    rules: [...rules],
  });
  return decided.verdict === 'unknown' && doubt
    ? {
        ...decided,
        code: doubt,
        ...(doubt === 'kind-not-known' ? { because: labels.status } : {}),
      }
    : decided;
}

function codeOf(outcomes: ReadonlySet<Outcome>): LayerVerdict['code'] {
  if (outcomes.has('deny')) {
    return 'rule-denies';
  }
  return outcomes.has('allow') ? 'rule-allows' : 'not-isolated';
}

function decideTier({ groups }: TierPolicies, question: Question): Decision {
  return inTurn(groups, group =>
    eitherOf(group.map(policy => decidePolicy(policy, question))),
  );
}

/** Asks one after the other until one surely decides. */
function inTurn<T>(
  items: readonly T[],
  decide: (item: T) => Decision,
): Decision {
  const outcomes = new Set<Outcome | 'next'>();
  const rules: Provenance[] = [];
  const doubts: Doubt[] = [];
  for (const item of items) {
    const decision = decide(item);
    rules.push(...decision.rules);
    doubts.push(...decision.doubts);
    for (const outcome of decision.outcomes) {
      outcomes.add(outcome);
    }
    outcomes.delete('next');
    if (!decision.outcomes.has('next')) {
      return { outcomes, rules, doubts };
    }
  }
  outcomes.add('next');
  return { outcomes, rules, doubts };
}

/** Policies of one priority: which of them is applied where several match is up to the implementation. */
function eitherOf(decisions: readonly Decision[]): Decision {
  const deciding = decisions.filter(
    ({ outcomes }) => !(outcomes.size === 1 && outcomes.has('next')),
  );
  if (deciding.length < 2) {
    return deciding[0] ?? decisions[0];
  }
  const outcomes = new Set(
    deciding.flatMap(decision => [...decision.outcomes]),
  );
  if (!deciding.every(decision => decision.outcomes.has('next'))) {
    outcomes.delete('next');
  }
  const differ = new Set(outcomes);
  differ.delete('next');
  return {
    outcomes,
    rules: deciding.flatMap(({ rules }) => rules),
    doubts: [
      ...deciding.flatMap(({ doubts }) => doubts),
      ...(differ.size > 1 ? (['depends-on-cni'] as const) : []),
    ],
  };
}

function decidePolicy(policy: AdminPolicyFact, question: Question): Decision {
  const { direction, subject, labels } = question;
  const selected: Match =
    policy.subject === 'unreadable'
      ? unreadableSubject(subject)
      : matchPods(policy.subject, subject, {
          subjectNamespace: subject.namespace,
          labels,
        });
  const inForce = allMatch([
    selected,
    policy.priority === null ? 'policy-not-readable' : 'yes',
  ]);
  return inForce === 'no'
    ? NEXT
    : inTurn(policy[direction], rule =>
        decideRule(rule, policy, { question, inForce }),
      );
}

/** Pods on the network of their node are no subject of any policy, however it chooses. */
function unreadableSubject(subject: PodEnd): Match {
  return subject.hostNetwork ? 'no' : 'policy-not-readable';
}

function decideRule(
  rule: AdminRuleFact,
  policy: AdminPolicyFact,
  { question, inForce }: { question: Question; inForce: Match },
): Decision {
  const closes = rule.peers.some(peer => peer.kind === 'not-known');
  const match = allMatch([
    inForce,
    closes && rule.action !== 'unreadable'
      ? failClosed(rule.action)
      : matchTraffic(rule, question),
  ]);
  if (match === 'no') {
    return NEXT;
  }
  const action = closes && rule.action === 'pass' ? 'deny' : rule.action;
  const doubts = [
    ...(match === 'yes' ? [] : [match]),
    ...(action === 'unreadable' ? (['policy-not-readable'] as const) : []),
  ];
  return {
    outcomes: new Set([
      ...(action === 'unreadable' ? ANY_OUTCOME : [action]),
      ...(match === 'yes' ? [] : (['next'] as const)),
    ]),
    rules: [at(SOURCE_ID, policy.ref)(rule.path)],
    doubts,
  };
}

/**
 * A rule with a sort of peer that is not known: one that accepts matches nothing, any other denies everything
 * (ClusterNetworkPolicyEgressPeer in the CRD).
 */
function failClosed(action: Outcome): Match {
  return action === 'allow' ? 'no' : 'yes';
}

function matchTraffic(rule: AdminRuleFact, question: Question): Match {
  const { other, ports, subject, labels, nodes } = question;
  const matched = matchPorts(rule.ports, ports);
  return matched === 'no'
    ? 'no'
    : allMatch([
        matched,
        matchAdminPeers(rule.peers, other, {
          subjectNamespace: subject.namespace,
          labels,
          nodes,
        }),
      ]);
}
