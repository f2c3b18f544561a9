import type { LayerVerdict, Provenance } from '@portolan/plugin-traffic-common';
import {
  allMatch,
  anyMatch,
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
import { groupBy } from '../../snapshot/groupBy';
import { inBothDirections, layerAnswer, overPorts } from '../layerAnswer';
import type { PodEnd } from '../podGroups';
import type { Direction, RuleTable, TablePolicy, TableRule } from './RuleTable';

const NO_ANSWERS: readonly LayerAnswer[] = [];

/** A policy that selects the subject, or may. */
interface Applying {
  readonly policy: TablePolicy;
  readonly selected: Match;
}

type Asking = (
  asked: { direction: Direction; subject: PodEnd; other: ConnectionEnd },
  connection: Connection,
) => LayerAnswer | undefined;

/** Asks the rules of all policies in turn: the first that matches decides, and what none of them means passes. */
export function createRuleJudge(table: RuleTable): ConnectionJudge {
  const applying = rememberApplying(table);
  return judgeOf(table, table, ({ direction, subject, other }, connection) => {
    const policies = applying(subject).filter(
      ({ policy }) => policy.rules[direction].length > 0,
    );
    if (policies.length === 0) {
      return layerAnswer({
        layer: table.layer,
        direction,
        outcomes: ['pass'],
        code: 'not-isolated',
        rules: [],
      });
    }
    const portRules = policies.flatMap(({ policy }) =>
      policy.rules[direction].flatMap(rule =>
        rule.ports.flatMap(port => (port === 'unreadable' ? [] : port)),
      ),
    );
    return overPorts(connection, portRules, ports =>
      askRules(table.layer, policies, { direction, subject, other, ports }),
    );
  });
}

/**
 * Denies, at a later place of the chain, what the policies close and no rule before has let through: other policies of the same
 * kind of isolation (NetworkPolicy) stand between the two.
 */
export function createClosingJudge(
  table: RuleTable,
  place: { readonly layer: string; readonly order: number },
): ConnectionJudge {
  const applying = rememberApplying(table);
  return judgeOf(
    table,
    { layer: place.layer, chain: { ...table.chain, order: place.order } },
    ({ direction, subject }) => {
      const closing = applying(subject).filter(
        ({ policy }) => policy.closes[direction],
      );
      const surely = closing.some(({ selected }) => selected === 'yes');
      const outcomes: Outcome[] = [
        ...(surely ? [] : (['pass'] as const)),
        ...(closing.length > 0 ? (['deny'] as const) : []),
      ];
      return layerAnswer({
        layer: place.layer,
        direction,
        outcomes,
        code: codeOfClosing(closing),
        rules: closing.map(({ policy }) =>
          at(table.source, policy.ref)(policy.closingPath[direction]),
        ),
      });
    },
  );
}

function codeOfClosing(closing: readonly Applying[]): LayerVerdict['code'] {
  if (closing.length === 0) {
    return 'not-isolated';
  }
  return closing.some(({ selected }) => selected === 'yes')
    ? 'no-rule-allows'
    : firstDoubt(closing.map(({ selected }) => selected)) ??
        'policy-not-readable';
}

function judgeOf(
  table: RuleTable,
  { layer, chain }: Pick<RuleTable, 'layer' | 'chain'>,
  ask: Asking,
): ConnectionJudge {
  const answer = (
    direction: Direction,
    subject: ConnectionEnd,
    other: ConnectionEnd,
    connection: Connection,
  ): readonly LayerAnswer[] => {
    // Pods on the network of their node are what host policies are about, which are not read.
    if (subject.kind !== 'pod' || subject.hostNetwork) {
      return NO_ANSWERS;
    }
    const notKnown = table.notKnownIn(subject.namespace);
    if (notKnown) {
      return [
        layerAnswer({
          layer,
          direction,
          outcomes: ['allow', 'deny', 'pass'],
          code: 'kind-not-known',
          rules: [],
          because: notKnown,
        }),
      ];
    }
    if (table.policies.length === 0) {
      return NO_ANSWERS;
    }
    const asked = ask({ direction, subject, other }, connection);
    if (!asked) {
      return NO_ANSWERS;
    }
    return direction === 'ingress' && other.kind === 'pod' && other.hostNetwork
      ? [unlessOnOneNode(asked)]
      : [asked];
  };
  return {
    layer,
    chain,
    labelKeys: table.labelKeys,
    judge: connection =>
      inBothDirections(
        answer('egress', connection.from, connection.to, connection),
        answer('ingress', connection.to, connection.from, connection),
      ),
  };
}

/**
 * A node always reaches the pods that run on it, lest its probes fail (Cilium, Calico, Antrea), and which pods run on one node
 * nobody asks.
 */
function unlessOnOneNode(answer: LayerAnswer): LayerAnswer {
  return answer.outcomes.has('deny')
    ? layerAnswer({
        ...answer,
        outcomes: [...answer.outcomes, 'pass'],
        code: 'depends-on-cni',
      })
    : answer;
}

/** A pod is asked about many times, as the same object each time (see `createPodGroups`). */
function rememberApplying(table: RuleTable) {
  const byNamespace = groupBy(
    table.policies.map((policy, rank) => ({ policy, rank })),
    ({ policy }) => policy.namespace,
  );
  const known = new WeakMap<PodEnd, readonly Applying[]>();
  return (subject: PodEnd): readonly Applying[] => {
    let applying = known.get(subject);
    if (!applying) {
      applying = [
        ...(byNamespace.get(null) ?? []),
        ...(byNamespace.get(subject.namespace) ?? []),
      ]
        .sort((a, b) => a.rank - b.rank)
        .map(({ policy }) => ({ policy, selected: policy.selects(subject) }))
        .filter(({ selected }) => selected !== 'no');
      known.set(subject, applying);
    }
    return applying;
  };
}

function askRules(
  layer: string,
  policies: readonly Applying[],
  asked: {
    direction: Direction;
    subject: PodEnd;
    other: ConnectionEnd;
    ports: PortQuestion;
  },
): LayerAnswer {
  const { direction } = asked;
  const outcomes = new Set<Outcome>();
  const rules: Provenance[] = [];
  const doubts: Doubt[] = [];
  for (const { policy, selected } of policies) {
    for (const rule of policy.rules[direction]) {
      const match = allMatch([selected, matchRule(rule, asked)]);
      if (match === 'no') {
        continue;
      }
      outcomes.add(rule.action);
      rules.push(rule.provenance);
      if (match === 'yes') {
        return settle({ layer, direction, outcomes, rules, doubts });
      }
      doubts.push(match);
    }
  }
  outcomes.add('pass');
  return settle({ layer, direction, outcomes, rules, doubts });
}

function settle(facts: {
  layer: string;
  direction: Direction;
  outcomes: ReadonlySet<Outcome>;
  rules: readonly Provenance[];
  doubts: readonly Doubt[];
}): LayerAnswer {
  const { layer, direction, outcomes, rules, doubts } = facts;
  const decided = layerAnswer({
    layer,
    direction,
    outcomes: [...outcomes],
    code: codeOf(outcomes),
    rules: [...rules],
  });
  const doubt = firstDoubt(doubts);
  // Where a rule only may allow, what closes the direction may deny after all.
  return doubt && outcomes.size > 1
    ? { ...decided, verdict: 'unknown', code: doubt }
    : decided;
}

function codeOf(outcomes: ReadonlySet<Outcome>): LayerVerdict['code'] {
  if (outcomes.has('deny')) {
    return 'rule-denies';
  }
  return outcomes.has('allow') ? 'rule-allows' : 'not-isolated';
}

function matchRule(
  rule: TableRule,
  {
    subject,
    other,
    ports,
  }: { subject: PodEnd; other: ConnectionEnd; ports: PortQuestion },
): Match {
  const matched = matchPorts(rule.ports, ports);
  if (matched === 'no') {
    return 'no';
  }
  return allMatch([
    matched,
    rule.peers === null
      ? 'yes'
      : anyMatch(rule.peers.map(peer => peer.matches(other, subject))),
    rule.doubt ?? 'yes',
  ]);
}
