import type { Provenance } from '@portolan/plugin-traffic-common';
import type { NamespaceLabels } from '../../egress/namespaceLabels';
import { coverage, type AddressRange } from '../../match/cidr';
import { allMatch, type Doubt, type Match } from '../../match/Match';
import { matchPorts, type PortQuestion } from '../../match/port';
import type { ConnectionEnd } from '../../model/drafts';
import { at } from '../../model/refs';
import type { Isolation } from './isolations';
import {
  addressesOfOutside,
  matchAnyPodPeer,
  matchOutsidePeer,
  matchPodPeer,
} from './matchPeer';
import {
  LAYER,
  type PeerFact,
  type PolicyFact,
  type RuleFact,
} from './PolicyFact';

/** One peer of one rule that lets the connection through, or may. */
export interface Opening {
  readonly isolation: Isolation;
  readonly rule: Provenance;
  readonly match: 'yes' | Doubt;
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

/** What lets a connection through, or may, of all policies that isolate the subject. */
export function openingsFor(options: {
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
export function rememberPeers(
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
