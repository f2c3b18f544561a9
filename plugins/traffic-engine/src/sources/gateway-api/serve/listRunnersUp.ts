import type { RequestRule, RunnerUp } from '@portolan/plugin-traffic-common';
import { matchGatewayHostname } from '../../../match/gatewayHostname';
import { findGrpcRankStep } from '../../../match/gatewayGrpcMatch';
import {
  compareRankedMatches,
  findRankStep,
  type RouteOrder,
} from '../../../match/gatewayRoutePrecedence';
import type { KindRef } from '../../../kinds/KindRef';
import { at } from '../../../model/refs';
import type { RuleFact } from '../facts/routeFact';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import { SOURCE_ID } from '../kinds';
import { closedDoor, doorId } from '../routes/doors';
import { routeId } from '../routes/routeId';
import type { ParentEntry, RouteEntry } from '../routes/RouteEntry';
import { claimOf, type MatchClaim } from '../routes/shadows';
import type { Candidate } from './listCandidates';
import type { Mismatch } from './findMismatch';

/** A match that lost, with all that its place in the list depends on. */
interface Loser {
  readonly claim: MatchClaim;
  readonly route: RouteEntry;
  readonly doorId: string;
  readonly lostBy: RunnerUp['lostBy'];
  readonly params: RunnerUp['params'];
}

/** The nearest to the request first; a listener that is another's takes requests before a rule that does not match. */
const NEARNESS: readonly RunnerUp['lostBy'][] = [
  'not-known',
  'not-attached',
  'other-listener',
  'query-parameter',
  'header',
  'method',
  'path',
  'host',
];

/** The rule of a candidate at the listener that took the request. */
export function toRule(
  { route, ruleIndex, matchIndex, hostname }: Candidate,
  listener: ListenerEntry,
): RequestRule {
  return ruleOf({ route, ruleIndex, matchIndex, hostname }, doorId(listener));
}

function ruleOf(
  claim: Pick<MatchClaim, 'ruleIndex' | 'matchIndex' | 'hostname'> & {
    route: RouteEntry;
  },
  door: string,
): RequestRule {
  const { route, ruleIndex, matchIndex, hostname } = claim;
  const { ref, fact } = route;
  return {
    source: SOURCE_ID,
    object: ref,
    ruleIndex,
    matchIndex,
    routeId: routeId({ ref, ruleIndex, matchIndex, doorId: door, hostname }),
    provenance: at(SOURCE_ID, ref)(fact.rules[ruleIndex].path),
  };
}

/** Those of the ranked matches that come after the winner, each with what put it there; all of them where none is known to win. */
export function listOutranked(
  ranked: readonly Candidate[],
  options: { listener: ListenerEntry; winner: Candidate | undefined },
): readonly RunnerUp[] {
  const { listener, winner } = options;
  return winner
    ? ranked.slice(1).map(loser => ({
        ...toRule(loser, listener),
        ...outrankedBy(winner, loser, listener.gateway.routeOrder),
      }))
    : ranked.map(candidate => ({
        ...toRule(candidate, listener),
        lostBy: 'not-known',
        params: {},
      }));
}

function outrankedBy(
  winner: Candidate,
  loser: Candidate,
  order: RouteOrder,
): Pick<RunnerUp, 'lostBy' | 'params'> {
  if (winner.kind !== loser.kind) {
    return { lostBy: 'lower-priority', params: { kind: loser.kind } };
  }
  const step =
    winner.rule.grpcMethods && order !== 'as-written'
      ? findGrpcRankStep(withMethod(winner), withMethod(loser))
      : findRankStep(winner, loser, order);
  switch (step) {
    case 'less-specific-host':
      return {
        lostBy: step,
        params: loser.hostname ? { host: loser.hostname } : {},
      };
    case 'less-specific-path':
      return {
        lostBy: step,
        params: loser.match.path ? { path: loser.match.path.value } : {},
      };
    default:
      return { lostBy: step ?? 'later-in-list', params: {} };
  }
}

function withMethod(candidate: Candidate) {
  const { rule, matchIndex } = candidate;
  return { ...candidate, grpcMethod: rule.grpcMethods?.[matchIndex] ?? null };
}

/**
 * Rules of the Gateway that do not take the request, and why: behind another listener, not attached, or with a condition
 * that does not hold. Rules for other hosts are told only where nothing else is.
 */
export function listMisses(
  routes: readonly RouteEntry[],
  options: {
    gateway: GatewayEntry;
    listener: ListenerEntry | undefined;
    port: number;
    host: string;
    kinds: readonly KindRef[];
    ranked: readonly Candidate[];
    mismatchOf: (rule: RuleFact, matchIndex: number) => Mismatch | undefined;
  },
): readonly RunnerUp[] {
  const { gateway, kinds, ranked } = options;
  const taken = new Set(ranked.map(claimKey));
  const losers = routes
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(route =>
      route.parents
        .filter(parent => parent.gateway === gateway)
        .flatMap(parent => losersAt(route, parent, options)),
    )
    .filter(loser => !taken.has(claimKey({ ...loser.claim })));
  const near = losers.filter(({ lostBy }) => lostBy !== 'host');
  const told = near.length > 0 || ranked.length > 0 ? near : losers;
  return nearestOfEach(told).map(
    ({ claim, route, doorId: door, lostBy, params }) => ({
      ...ruleOf({ ...claim, route }, door),
      lostBy,
      params,
    }),
  );
}

/** One match may lose at several listeners; the nearest loss is the one to tell. */
function nearestOfEach(losers: readonly Loser[]): readonly Loser[] {
  const sorted = [...losers].sort(
    (a, b) =>
      NEARNESS.indexOf(a.lostBy) - NEARNESS.indexOf(b.lostBy) ||
      compareRankedMatches(a.claim, b.claim),
  );
  const byKey = new Map<string, Loser>();
  for (const loser of sorted) {
    const key = claimKey(loser.claim);
    if (!byKey.has(key)) {
      byKey.set(key, loser);
    }
  }
  return [...byKey.values()];
}

function claimKey(claim: MatchClaim): string {
  const { kind, namespace, name, ruleIndex, matchIndex } = claim;
  return [kind, namespace, name, ruleIndex, matchIndex].join('/');
}

type Place = Pick<
  Parameters<typeof listMisses>[1],
  'listener' | 'port' | 'host' | 'mismatchOf'
>;

function losersAt(
  route: RouteEntry,
  parent: ParentEntry,
  place: Place,
): readonly Loser[] {
  if (parent.acceptances.length === 0) {
    return unattached(route, parent, place);
  }
  return parent.acceptances
    .filter(({ listener }) => listener.fact.port === place.port)
    .flatMap(({ listener, hostnames }) =>
      hostnames.flatMap(hostname =>
        eachMatch(route, hostname, (rule, matchIndex) => {
          const loss = lossAt({ listener, hostname, rule, matchIndex }, place);
          return loss && { ...loss, doorId: doorId(listener) };
        }),
      ),
    );
}

function lossAt(
  options: {
    listener: ListenerEntry;
    hostname: string;
    rule: RuleFact;
    matchIndex: number;
  },
  { listener: selected, host, mismatchOf }: Place,
): Pick<Loser, 'lostBy' | 'params'> | undefined {
  const { listener, hostname, rule, matchIndex } = options;
  const mismatch = mismatchOf(rule, matchIndex);
  if (!matchGatewayHostname(hostname, host)) {
    return mismatch
      ? undefined
      : { lostBy: 'host', params: { host: hostname } };
  }
  if (mismatch) {
    return mismatch;
  }
  if (rule.fault) {
    return { lostBy: 'not-attached', params: { reason: rule.fault } };
  }
  return listener === selected
    ? undefined
    : { lostBy: 'other-listener', params: { listener: listener.fact.name } };
}

/** A route that the Gateway does not take, though its host and conditions fit. */
function unattached(
  route: RouteEntry,
  parent: ParentEntry,
  { port, host, mismatchOf }: Place,
): readonly Loser[] {
  const { hostnames } = route.fact;
  const hostname = (hostnames.length > 0 ? hostnames : ['']).find(name =>
    matchGatewayHostname(name, host),
  );
  if (
    hostname === undefined ||
    (parent.parentRef.port !== null && parent.parentRef.port !== port)
  ) {
    return [];
  }
  return eachMatch(route, hostname, (rule, matchIndex) =>
    mismatchOf(rule, matchIndex)
      ? undefined
      : {
          lostBy:
            parent.accepted.status === 'Unknown' ? 'not-known' : 'not-attached',
          params: { reason: parent.accepted.reason },
          doorId: closedDoor(parent).id,
        },
  );
}

function eachMatch(
  route: RouteEntry,
  hostname: string,
  lossOf: (
    rule: RuleFact,
    matchIndex: number,
  ) => Pick<Loser, 'lostBy' | 'params' | 'doorId'> | undefined,
): readonly Loser[] {
  return route.fact.rules.flatMap((rule, ruleIndex) =>
    rule.matches.flatMap((match, matchIndex): Loser[] => {
      const loss = lossOf(rule, matchIndex);
      return loss
        ? [
            {
              ...loss,
              route,
              claim: claimOf({ route, ruleIndex, matchIndex, match, hostname }),
            },
          ]
        : [];
    }),
  );
}
