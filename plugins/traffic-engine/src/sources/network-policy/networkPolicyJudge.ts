import type { LayerVerdict, Provenance } from '@portolan/plugin-traffic-common';
import { layerAnswer, overPorts } from '../../egress/layerAnswer';
import {
  namespaceLabels,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import { coverage, type AddressRange } from '../../match/cidr';
import {
  allMatch,
  firstDoubt,
  type Doubt,
  type Match,
} from '../../match/Match';
import { matchPorts, type PortQuestion, type PortRule } from '../../match/port';
import type {
  Connection,
  ConnectionEnd,
  ConnectionJudge,
  LayerAnswer,
  Outcome,
} from '../../model/drafts';
import { at } from '../../model/refs';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { NETWORK_POLICY } from './kinds';
import {
  matchAnyPodPeer,
  matchOutsidePeer,
  matchPodPeer,
  addressesOfOutside,
} from './matchPeer';
import type {
  DirectionFact,
  PeerFact,
  PolicyFact,
  RuleFact,
} from './PolicyFact';
import { policyIndex, type PolicyIndex, type Selected } from './policyIndex';

export const LAYER = 'network-policy';

type Direction = LayerVerdict['direction'];
type PodEnd = Extract<ConnectionEnd, { kind: 'pod' }>;

/** A policy that isolates the subject in the asked direction; not sure when its selector or types could not be read. */
interface Isolation {
  readonly policy: PolicyFact;
  readonly direction: DirectionFact;
  readonly sure: boolean;
}

/** One peer of one rule that lets the connection through, or may. */
interface Opening {
  readonly isolation: Isolation;
  readonly rule: Provenance;
  readonly match: 'yes' | Doubt;
}

/**
 * NetworkPolicy's answers for one cluster: a pod is isolated per direction as soon as one policy selects it, and then
 * exactly the union of the rules of all policies that select it is allowed.
 */
export function createNetworkPolicyJudge(
  snapshot: ClusterSnapshot,
): ConnectionJudge {
  const policies = snapshot.index(policyIndex);
  const namespaces = snapshot.index(namespaceLabels);
  const isolationsOf = rememberIsolations(policies);
  const rememberAnswer = createAnswerMemory();
  const status = snapshot.statusOf(NETWORK_POLICY);

  const answer = (
    direction: Direction,
    subject: ConnectionEnd,
    other: ConnectionEnd,
    connection: Connection,
  ): LayerAnswer[] => {
    if (subject.kind !== 'pod') {
      return [];
    }
    if (!canTellAbsence(status, subject.namespace)) {
      return [
        layerAnswer({
          layer: LAYER,
          direction,
          outcomes: ['allow', 'deny', 'pass'],
          code: 'kind-not-known',
          rules: [],
          because: status,
        }),
      ];
    }
    const isolations = isolationsOf(direction, subject);
    if (isolations.all.length === 0) {
      return [
        layerAnswer({
          layer: LAYER,
          direction,
          outcomes: ['pass'],
          code: 'not-isolated',
          rules: [],
        }),
      ];
    }
    const { all, portRules } = isolations;
    return [
      rememberAnswer(
        isolations,
        { direction, subject, other, connection },
        () => {
          const matches = rememberPeers(other, namespaces);
          return overPorts(connection, portRules, question =>
            judgeUnion({
              direction,
              subject,
              other,
              isolations: all,
              openings: openingsFor({
                isolations: all,
                other,
                question,
                matches,
              }),
              namespaces,
            }),
          );
        },
      ),
    ];
  };

  return {
    layer: LAYER,
    chain: { id: 'kubernetes', order: 20 },
    labelKeys: policies.labelKeys,
    judge: connection => [
      ...answer('egress', connection.from, connection.to, connection),
      ...answer('ingress', connection.to, connection.from, connection),
    ],
  };
}

/** What isolates a pod in one direction; pods of the same policies have the same. */
interface Isolations {
  readonly all: readonly Isolation[];
  readonly portRules: readonly PortRule[];
}

/** A pod is asked about many times, as the same object each time (see `createPodGroups`). */
function rememberIsolations(policies: PolicyIndex) {
  const remembered = {
    egress: new WeakMap<object, Isolations>(),
    ingress: new WeakMap<object, Isolations>(),
  };
  const ranks = new Map(
    policies.policies.map((policy, rank) => [policy, rank]),
  );
  const byPolicies = new Map<string, Isolations>();
  return (direction: Direction, subject: PodEnd): Isolations => {
    let isolations = remembered[direction].get(subject);
    if (!isolations) {
      const selected = policies
        .selecting(subject.namespace, subject.labels)
        .filter(({ policy }) => policy[direction].isolates !== 'no');
      const key = `${direction} ${selected
        .map(({ policy }) => ranks.get(policy))
        .join(' ')}`;
      isolations = byPolicies.get(key) ?? toIsolations(direction, selected);
      byPolicies.set(key, isolations);
      remembered[direction].set(subject, isolations);
    }
    return isolations;
  };
}

function toIsolations(
  direction: Direction,
  selected: readonly Selected[],
): Isolations {
  const all = selected.map(({ policy, sure }) => ({
    policy,
    direction: policy[direction],
    sure: sure && policy[direction].isolates === 'yes',
  }));
  return {
    all,
    portRules: all.flatMap(isolation =>
      isolation.direction.rules.flatMap(rule =>
        rule.ports.flatMap(port => (port === 'unreadable' ? [] : port)),
      ),
    ),
  };
}

/**
 * The same policies answer the same about one end, whichever of their pods is asked about. A port by its name on the asked pod
 * is the pod's own, so that is answered for each.
 */
function createAnswerMemory() {
  const answers = new WeakMap<
    ConnectionEnd,
    Map<Isolations, Map<string, LayerAnswer>>
  >();
  return (
    isolations: Isolations,
    asked: {
      direction: Direction;
      subject: PodEnd;
      other: ConnectionEnd;
      connection: Connection;
    },
    answer: () => LayerAnswer,
  ): LayerAnswer => {
    const { direction, subject, other, connection } = asked;
    if (
      direction === 'ingress' &&
      isolations.portRules.some(({ port }) => port.kind === 'named')
    ) {
      return answer();
    }
    const { port, protocol } = connection;
    const key = `${
      typeof port === 'object' && port ? `${port.from}-${port.to}` : port
    } ${protocol} ${subject.hostNetwork}`;
    const ofEnd =
      answers.get(other) ?? new Map<Isolations, Map<string, LayerAnswer>>();
    answers.set(other, ofEnd);
    const known = ofEnd.get(isolations) ?? new Map<string, LayerAnswer>();
    ofEnd.set(isolations, known);
    const found = known.get(key) ?? answer();
    known.set(key, found);
    // An answer of its own for each question, which `mergeAnswers` tells from one answer to many.
    return { ...found };
  };
}

const provenances = new WeakMap<RuleFact | PeerFact, Provenance>();

/** Where a rule, or one of its peers, stands: one object for all answers that it gives. */
function provenanceOf(
  { ref }: PolicyFact,
  fact: RuleFact | PeerFact,
): Provenance {
  let provenance = provenances.get(fact);
  if (!provenance) {
    provenance = at(LAYER, ref)(fact.path);
    provenances.set(fact, provenance);
  }
  return provenance;
}

function openingsFor(options: {
  isolations: readonly Isolation[];
  other: ConnectionEnd;
  question: PortQuestion;
  matches: MatchPeer;
}): readonly Opening[] {
  const { isolations, other, question, matches } = options;
  const openings: Opening[] = [];
  const ranges = new Map<Opening, readonly AddressRange[]>();
  for (const isolation of isolations) {
    const { policy, direction } = isolation;
    for (const rule of direction.rules) {
      const ports = matchPorts(rule.ports, question);
      if (ports === 'no') {
        continue;
      }
      const open = (
        match: Match,
        fact: RuleFact | PeerFact,
      ): Opening | undefined => {
        if (match === 'no') {
          return undefined;
        }
        const opening = { isolation, rule: provenanceOf(policy, fact), match };
        openings.push(opening);
        return opening;
      };
      if (rule.peers.length === 0) {
        open(ports, rule);
      }
      for (const peer of rule.peers) {
        const opening = open(
          allMatch([matches(peer, policy.ref.namespace), ports]),
          peer,
        );
        if (opening && ports === 'yes' && peer.kind === 'addresses') {
          ranges.set(opening, peer.ranges);
        }
      }
    }
  }
  return joinAddresses(openings, { ranges, target: targetOf(other) });
}

/** Whether a peer of a policy in a namespace means the other end. */
type MatchPeer = (peer: PeerFact, namespace: string) => Match;

/** Each peer is compared once, whatever ports are asked about. */
function rememberPeers(
  other: ConnectionEnd,
  namespaces: NamespaceLabels,
): MatchPeer {
  const known = new Map<PeerFact, Match>();
  return (peer, namespace) => {
    let match = known.get(peer);
    if (match === undefined) {
      match = matchPeer(peer, other, { namespace, namespaces });
      known.set(peer, match);
    }
    return match;
  };
}

function matchPeer(
  peer: PeerFact,
  other: ConnectionEnd,
  policy: { namespace: string; namespaces: NamespaceLabels },
): Match {
  switch (other.kind) {
    case 'pod':
      return matchPodPeer(peer, other, policy);
    case 'any-pod':
      return matchAnyPodPeer(peer, other);
    default:
      return matchOutsidePeer(peer, other, targetOf(other));
  }
}

function targetOf(other: ConnectionEnd): readonly AddressRange[] {
  return other.kind === 'pod' || other.kind === 'any-pod'
    ? []
    : addressesOfOutside(other);
}

/** Blocks that each cover a part of the asked addresses may cover them together. */
function joinAddresses(
  openings: readonly Opening[],
  options: {
    ranges: ReadonlyMap<Opening, readonly AddressRange[]>;
    target: readonly AddressRange[];
  },
): readonly Opening[] {
  const { ranges, target } = options;
  const parts = openings.filter(
    opening =>
      opening.isolation.sure &&
      opening.match === 'depends-on-address' &&
      ranges.has(opening),
  );
  const together = parts.flatMap(part => ranges.get(part) ?? []);
  if (parts.length < 2 || coverage(target, together) !== 'whole') {
    return openings;
  }
  return openings.map(opening =>
    parts.includes(opening) ? { ...opening, match: 'yes' } : opening,
  );
}

/** The union over all policies that isolate the subject, as the set of outcomes that are possible. */
function judgeUnion(options: {
  direction: Direction;
  subject: PodEnd;
  other: ConnectionEnd;
  isolations: readonly Isolation[];
  openings: readonly Opening[];
  namespaces: NamespaceLabels;
}): LayerAnswer {
  const { direction, subject, other, isolations, openings, namespaces } =
    options;
  const surely = openings.filter(
    ({ isolation, match }) => isolation.sure && match === 'yes',
  );
  if (surely.length > 0) {
    return layerAnswer({
      layer: LAYER,
      direction,
      outcomes: subject.hostNetwork ? ['allow', 'pass'] : ['allow'],
      code: 'rule-allows',
      rules: surely.map(({ rule }) => rule),
    });
  }
  const isolated = isolations.some(({ sure }) => sure);
  const mayDeny =
    isolated ||
    isolations.some(
      isolation =>
        !openings.some(
          opening => opening.isolation === isolation && opening.match === 'yes',
        ),
    );
  const onHost =
    subject.hostNetwork || (other.kind === 'pod' && other.hostNetwork);
  const outcomes: Outcome[] = [
    ...(isolated && !subject.hostNetwork ? [] : (['pass'] as const)),
    ...(openings.length > 0 || (mayDeny && onHost) ? (['allow'] as const) : []),
    ...(mayDeny ? (['deny'] as const) : []),
  ];
  const doubt =
    firstDoubt(openings.map(({ match }) => match)) ??
    (isolated ? undefined : 'policy-not-readable') ??
    (onHost ? 'depends-on-cni' : undefined);
  const doubtful = openings.map(({ rule }) => rule);
  return layerAnswer({
    layer: LAYER,
    direction,
    outcomes,
    code: mayDeny ? doubt ?? 'no-rule-allows' : 'rule-allows',
    rules:
      doubtful.length > 0
        ? doubtful
        : isolations.map(isolation =>
            at(LAYER, isolation.policy.ref)(isolation.direction.path),
          ),
    ...(doubt === 'kind-not-known' ? { because: namespaces.status } : {}),
  });
}
