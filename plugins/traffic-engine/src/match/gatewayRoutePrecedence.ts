import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { compareText } from '../snapshot/compareText';
import { compareRouteHostnames, type GatewayHostname } from './gatewayHostname';

/** What decides between two matches that take the same request. */
export interface RankedMatch {
  /** The hostname under which the route takes the request. */
  readonly hostname: GatewayHostname;
  readonly match: RouteMatch;
  /** RFC 3339; '' for an object that has not been created yet, which counts as the newest. */
  readonly createdAt: string;
  readonly namespace: string;
  readonly name: string;
  readonly ruleIndex: number;
  readonly matchIndex: number;
}

/** What tells two matches apart; the code says why the later one is later. */
export type RankStep =
  | 'less-specific-host'
  | 'less-specific-path'
  | 'less-specific-method'
  | 'fewer-headers'
  | 'fewer-query-parameters'
  | 'younger'
  | 'later-name'
  | 'later-in-list';

const EXACT_RANK = 2;
const REGEX_RANK = 1;

type Rank = readonly [
  step: RankStep,
  compare: (a: RankedMatch, b: RankedMatch) => number,
];

const ORIGIN_RANKS: readonly Rank[] = [
  ['younger', (a, b) => compareAge(a.createdAt, b.createdAt)],
  [
    'later-name',
    (a, b) =>
      compareText(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`),
  ],
  [
    'later-in-list',
    (a, b) => a.ruleIndex - b.ruleIndex || a.matchIndex - b.matchIndex,
  ],
];

const RANKS: readonly Rank[] = [
  [
    'less-specific-host',
    (a, b) => compareRouteHostnames(a.hostname, b.hostname),
  ],
  [
    'less-specific-path',
    ({ match: a }, { match: b }) =>
      pathRank(b) - pathRank(a) || pathLength(b) - pathLength(a),
  ],
  [
    'less-specific-method',
    ({ match: a }, { match: b }) =>
      Number(b.method !== null) - Number(a.method !== null),
  ],
  [
    'fewer-headers',
    ({ match: a }, { match: b }) => b.headers.length - a.headers.length,
  ],
  [
    'fewer-query-parameters',
    ({ match: a }, { match: b }) => b.queryParams.length - a.queryParams.length,
  ],
  ...ORIGIN_RANKS,
];

/**
 * Envoy Gateway ranks a method as one more header and exact values before expressions, and decides by the names of its own
 * routes in the end, whatever their age (its sort of IR routes).
 */
const ENVOY_GATEWAY_RANKS: readonly Rank[] = [
  RANKS[0],
  RANKS[1],
  ['fewer-headers', (a, b) => headerCount(b) - headerCount(a)],
  ['fewer-headers', (a, b) => exactHeaderCount(b) - exactHeaderCount(a)],
  RANKS[4],
  [
    'fewer-query-parameters',
    ({ match: a }, { match: b }) =>
      exactCount(b.queryParams) - exactCount(a.queryParams),
  ],
  ['later-name', (a, b) => compareText(generatedName(a), generatedName(b))],
];

/** In which order the matches behind one listener are tried, by who serves it. */
export type RouteOrder =
  | 'specification'
  | 'envoy-gateway'
  /** The rules of the oldest route first, in the order in which they are written (EnvoyProxy.spec.preserveRouteOrder). */
  | 'as-written';

const RANKS_BY_ORDER: Readonly<Record<RouteOrder, readonly Rank[]>> = {
  specification: RANKS,
  'envoy-gateway': ENVOY_GATEWAY_RANKS,
  'as-written': [RANKS[0], ...ORIGIN_RANKS],
};

/**
 * Winner first: more specific hostname; Exact path, longer prefix, a method, more headers, more query parameters; then the
 * older route, then namespace/name, then the first rule (HTTPRouteSpec.hostnames, HTTPRouteRule.matches), or as `order` has
 * it. A total order over the matches of distinct routes and rules.
 */
export function compareRankedMatches(
  a: RankedMatch,
  b: RankedMatch,
  order: RouteOrder = 'specification',
): number {
  return compareBy(RANKS_BY_ORDER[order], a, b);
}

/** What decides between two matches; undefined for one and itself. */
export function findRankStep(
  a: RankedMatch,
  b: RankedMatch,
  order: RouteOrder = 'specification',
): RankStep | undefined {
  return RANKS_BY_ORDER[order].find(([, compare]) => compare(a, b) !== 0)?.[0];
}

/**
 * What decides between equally specific matches of any kind of route: the older route, then namespace/name, then the first
 * rule (Listener.allowedRoutes).
 */
export function compareOrigins(a: RankedMatch, b: RankedMatch): number {
  return compareBy(ORIGIN_RANKS, a, b);
}

function compareBy(
  ranks: readonly Rank[],
  a: RankedMatch,
  b: RankedMatch,
): number {
  for (const [, compare] of ranks) {
    const order = compare(a, b);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/**
 * Where an implementation ranks regular expressions in paths, which the specification leaves to it; of two of them the
 * longer goes first where the rank is known. Exact paths go before all.
 */
export type RegexRank = 'above-prefixes' | 'below-prefixes' | 'not-known';

/** `compareRankedMatches` as an implementation has it that ranks regular expressions in its own way. */
export function compareRankedBy(
  regexRank: RegexRank,
  order: RouteOrder,
): (a: RankedMatch, b: RankedMatch) => number {
  const isBelow = regexRank === 'below-prefixes' && order !== 'as-written';
  return (a, b) =>
    (isBelow && compareRouteHostnames(a.hostname, b.hostname) === 0
      ? rankBelow(b) - rankBelow(a)
      : 0) || compareRankedMatches(a, b, order);
}

/** Whether the order of two matches is told by the specification, or by the rank that is known of the implementation. */
export function isOrderSpecified(
  a: RankedMatch,
  b: RankedMatch,
  regexRank: RegexRank = 'not-known',
): boolean {
  const ranks = [pathRank(a.match), pathRank(b.match)];
  return (
    compareRouteHostnames(a.hostname, b.hostname) !== 0 ||
    !ranks.includes(REGEX_RANK) ||
    ranks.includes(EXACT_RANK) ||
    (regexRank !== 'not-known' &&
      [a, b].every(
        ({ match: { path } }) => path?.type !== 'ImplementationSpecific',
      ))
  );
}

function rankBelow({ match }: RankedMatch): number {
  const rank = pathRank(match);
  return rank === REGEX_RANK ? -1 : rank;
}

function pathRank({ path }: RouteMatch): number {
  if (path?.type === 'Exact') {
    return EXACT_RANK;
  }
  return path === null || path.type === 'PathPrefix' ? 0 : REGEX_RANK;
}

function pathLength({ path }: RouteMatch): number {
  return path?.value.length ?? 0;
}

function headerCount({ match: { headers, method } }: RankedMatch): number {
  return headers.length + Number(method !== null);
}

function exactHeaderCount({ match }: RankedMatch): number {
  return exactCount(match.headers) + Number(match.method !== null);
}

function exactCount(values: RouteMatch['headers']): number {
  return values.filter(({ type }) => type === 'Exact').length;
}

/** Numbers count as text here: the rule 10 comes before the rule 2. */
function generatedName(claim: RankedMatch): string {
  const { namespace, name, ruleIndex, matchIndex } = claim;
  return `${namespace}/${name}/rule/${ruleIndex}/match/${matchIndex}/`;
}

function compareAge(a: string, b: string): number {
  if (a === '' || b === '') {
    return Number(a === '') - Number(b === '');
  }
  return compareText(a, b);
}
