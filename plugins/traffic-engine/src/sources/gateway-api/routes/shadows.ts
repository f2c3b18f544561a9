import type { RouteMatch } from '@portolan/plugin-traffic-common';
import type { GatewayHostname } from '../../../match/gatewayHostname';
import {
  compareRankedMatches,
  type RankedMatch,
  type RouteOrder,
} from '../../../match/gatewayRoutePrecedence';
import type { KindRef } from '../../../kinds/KindRef';
import { compareText } from '../../../snapshot/compareText';
import { readOnce } from '../../../snapshot/readOnce';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import { findCovered, placeOf } from './coveredClaims';
import type { OpenDoor } from './openDoors';
import type { RouteEntry } from './RouteEntry';

/** One match of one rule as it competes with others. */
export interface MatchClaim extends RankedMatch {
  readonly kind: string;
}

/** Which of the rules that take exactly the same requests at one listener and hostname wins. */
export interface ShadowTable {
  /** The match that always wins over this one; undefined when none is known to. */
  winnerOver(options: {
    door: Pick<OpenDoor, 'listener' | 'hostname'>;
    route: RouteEntry;
    ruleIndex: number;
    matchIndex: number;
  }): MatchClaim | undefined;
}

/** The routes at one listener under one hostname; the winners are looked for only where there can be losers. */
interface Contest {
  readonly routes: RouteEntry[];
  /** One for each order that may be in force. */
  winners?: readonly Winners[];
  /** Where rules are tried as they are written: what takes all requests of a match, by its place. */
  covered?: ReadonlyMap<string, MatchClaim>;
}

/** By the kind of route, since the same conditions mean other requests in another, and by what is claimed. */
type Winners = ReadonlyMap<KindRef, ReadonlyMap<string, MatchClaim>>;

/** Equal for claims on the same requests; null where a regular expression leaves these to the implementation. */
const claimKey = readOnce(
  ({
    path,
    method,
    headers,
    queryParams,
  }: RouteMatch): { readonly key: string | null } => {
    if (
      (path && path.type !== 'Exact' && path.type !== 'PathPrefix') ||
      [...headers, ...queryParams].some(({ type }) => type !== 'Exact')
    ) {
      return { key: null };
    }
    return {
      key: [
        path?.type ?? '',
        pathKey(path),
        method ?? '',
        listKey(headers, name => name.toLowerCase()),
        listKey(queryParams, name => name),
      ].join(' '),
    };
  },
);

export function buildShadowTable(
  routes: readonly {
    route: RouteEntry;
    doors: readonly OpenDoor[];
  }[],
): ShadowTable {
  const contests = new Map<ListenerEntry, Map<GatewayHostname, Contest>>();
  for (const { route, doors } of routes) {
    for (const { listener, hostname } of doors) {
      const byHostname = contests.get(listener) ?? new Map();
      contests.set(listener, byHostname);
      const contest = byHostname.get(hostname);
      if (contest) {
        contest.routes.push(route);
      } else {
        byHostname.set(hostname, { routes: [route] });
      }
    }
  }
  return {
    winnerOver: ({ door, route, ruleIndex, matchIndex }) => {
      const { hostname } = door;
      const contest = contests.get(door.listener)?.get(hostname);
      if (!contest || !canHaveLosers(contest)) {
        return undefined;
      }
      const { fact } = route;
      const { routeOrder, otherOrders } = door.listener.gateway;
      let winner: MatchClaim | undefined;
      if (routeOrder === 'as-written') {
        contest.covered ??= findCovered(
          contest.routes.flatMap(each => claimsOf(each, hostname)),
        );
        winner = contest.covered.get(routePlace(route, ruleIndex, matchIndex));
      } else {
        contest.winners ??= [routeOrder, ...otherOrders].map(order =>
          findWinners(contest.routes, hostname, order),
        );
        const { key } = claimKey(fact.rules[ruleIndex].matches[matchIndex]);
        winner =
          key === null
            ? undefined
            : sameWinner(contest.winners, route.kind, key);
      }
      return winner &&
        (winner.namespace !== fact.namespace ||
          winner.name !== fact.name ||
          winner.ruleIndex !== ruleIndex)
        ? winner
        : undefined;
    },
  };
}

/** The winner of a claim in all orders; undefined where they do not agree. */
function sameWinner(
  [first, ...others]: readonly Winners[],
  kind: KindRef,
  key: string,
): MatchClaim | undefined {
  const winner = first.get(kind)?.get(key);
  return winner &&
    others.every(other => {
      const claim = other.get(kind)?.get(key);
      return claim && placeOf(claim) === placeOf(winner);
    })
    ? winner
    : undefined;
}

function canHaveLosers({ routes }: Contest): boolean {
  return routes.length > 1 || routes[0].fact.rules.length > 1;
}

function findWinners(
  routes: readonly RouteEntry[],
  hostname: GatewayHostname,
  routeOrder: RouteOrder,
): Winners {
  const byKind = new Map<KindRef, Map<string, MatchClaim>>();
  for (const route of routes) {
    const winners = byKind.get(route.kind) ?? new Map<string, MatchClaim>();
    byKind.set(route.kind, winners);
    route.fact.rules.forEach((rule, ruleIndex) =>
      rule.matches.forEach((match, matchIndex) => {
        const { key } = claimKey(match);
        if (key !== null) {
          const claim = claimOf({
            route,
            ruleIndex,
            matchIndex,
            match,
            hostname,
          });
          const known = winners.get(key);
          if (!known || compareRankedMatches(claim, known, routeOrder) < 0) {
            winners.set(key, claim);
          }
        }
      }),
    );
  }
  return byKind;
}

function claimsOf(
  route: RouteEntry,
  hostname: GatewayHostname,
): readonly MatchClaim[] {
  return route.fact.rules.flatMap((rule, ruleIndex) =>
    rule.matches.map((match, matchIndex) =>
      claimOf({ route, ruleIndex, matchIndex, match, hostname }),
    ),
  );
}

function routePlace(
  { kind, fact: { namespace, name } }: RouteEntry,
  ruleIndex: number,
  matchIndex: number,
): string {
  return placeOf({ kind: kind.kind, namespace, name, ruleIndex, matchIndex });
}

/** The claim that one match of a route makes. */
export function claimOf(options: {
  route: RouteEntry;
  ruleIndex: number;
  matchIndex: number;
  match: RouteMatch;
  hostname: GatewayHostname;
}): MatchClaim {
  const { route, ruleIndex, matchIndex, match, hostname } = options;
  return {
    hostname,
    match,
    ruleIndex,
    matchIndex,
    kind: route.kind.kind,
    createdAt: route.fact.createdAt,
    namespace: route.fact.namespace,
    name: route.fact.name,
  };
}

function pathKey(path: RouteMatch['path']): string {
  return path?.type === 'PathPrefix' && path.value.endsWith('/')
    ? path.value.slice(0, -1)
    : path?.value ?? '';
}

function listKey(
  values: RouteMatch['headers'],
  nameOf: (name: string) => string,
): string {
  return values.length === 0
    ? ''
    : JSON.stringify(
        values
          .map(({ name, value }) => [nameOf(name), value])
          .sort(([a], [b]) => compareText(a, b)),
      );
}
