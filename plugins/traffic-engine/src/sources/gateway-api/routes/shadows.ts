import type { RouteMatch } from '@portolan/plugin-traffic-common';
import type { GatewayHostname } from '../../../match/gatewayHostname';
import {
  compareRankedMatches,
  type RankedMatch,
} from '../../../match/gatewayRoutePrecedence';
import { compareText } from '../../../snapshot/compareText';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import type { RouteEntry } from './RouteEntry';

/** Which of the matches that take exactly the same requests at one listener wins. */
export interface ShadowTable {
  /** The rule that always wins over this one; undefined when none is known to. */
  winnerOver(claim: MatchClaim): MatchClaim | undefined;
}

/** One match of one rule at one listener under one hostname. */
export interface MatchClaim extends RankedMatch {
  readonly listener: ListenerEntry;
  readonly kind: string;
  /** Of `matchKeyOf`; null for a match whose requests cannot be told. */
  readonly matchKey: string | null;
}

export function buildShadowTable(claims: Iterable<MatchClaim>): ShadowTable {
  const numbers = new Map<ListenerEntry, number>();
  const winners = new Map<string, MatchClaim>();
  for (const claim of claims) {
    const key = keyOf(claim, numbers);
    const known = winners.get(key);
    if (!known || compareRankedMatches(claim, known) < 0) {
      winners.set(key, claim);
    }
  }
  return {
    winnerOver: claim => {
      if (claim.matchKey === null) {
        return undefined;
      }
      const winner = winners.get(keyOf(claim, numbers));
      return winner && !isSameRule(winner, claim) ? winner : undefined;
    },
  };
}

function keyOf(
  { listener, hostname, kind, matchKey }: MatchClaim,
  numbers: Map<ListenerEntry, number>,
): string {
  let number = numbers.get(listener);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(listener, number);
  }
  return `${number} ${kind} ${hostname} ${matchKey}`;
}

function isSameRule(a: MatchClaim, b: MatchClaim): boolean {
  return (
    a.namespace === b.namespace &&
    a.name === b.name &&
    a.ruleIndex === b.ruleIndex
  );
}

/** Equal for matches that take the same requests; null when a regular expression leaves that to the implementation. */
export function matchKeyOf(match: RouteMatch): string | null {
  const { path, method, headers, queryParams } = match;
  const values = [...headers, ...queryParams];
  if (
    (path && path.type !== 'Exact' && path.type !== 'PathPrefix') ||
    values.some(({ type }) => type !== 'Exact')
  ) {
    return null;
  }
  const plain = `${path?.type ?? ''} ${pathKey(path)} ${method ?? ''}`;
  return values.length === 0
    ? plain
    : `${plain} ${listKey(headers, name => name.toLowerCase())} ${listKey(
        queryParams,
        name => name,
      )}`;
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
  return JSON.stringify(
    values
      .map(({ name, value }) => [nameOf(name), value])
      .sort(([a], [b]) => compareText(a, b)),
  );
}

/** The claim that one match of a route makes. */
export function claimOf(options: {
  route: RouteEntry;
  ruleIndex: number;
  matchIndex: number;
  match: RouteMatch;
  matchKey: string | null;
  listener: ListenerEntry;
  hostname: GatewayHostname;
}): MatchClaim {
  const { route, ...rest } = options;
  return {
    ...rest,
    kind: route.kind.kind,
    createdAt: route.fact.createdAt,
    namespace: route.fact.namespace,
    name: route.fact.name,
  };
}
