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
 * Winner first: more specific hostname; Exact path, longer prefix, a method, more headers, more query parameters; then the
 * older route, then namespace/name, then the first rule (HTTPRouteSpec.hostnames, HTTPRouteRule.matches). A total order
 * over the matches of distinct routes and rules.
 */
export function compareRankedMatches(a: RankedMatch, b: RankedMatch): number {
  return compareBy(RANKS, a, b);
}

/** What decides between two matches; undefined for one and itself. */
export function findRankStep(
  a: RankedMatch,
  b: RankedMatch,
): RankStep | undefined {
  return RANKS.find(([, compare]) => compare(a, b) !== 0)?.[0];
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

/** Whether the order of two matches is the specification's: where a regular expression ranks is the implementation's. */
export function isOrderSpecified(a: RankedMatch, b: RankedMatch): boolean {
  return (
    compareRouteHostnames(a.hostname, b.hostname) !== 0 ||
    (hasSpecifiedPath(a.match) && hasSpecifiedPath(b.match))
  );
}

function pathRank({ path }: RouteMatch): number {
  if (path?.type === 'Exact') {
    return 2;
  }
  return path === null || path.type === 'PathPrefix' ? 0 : 1;
}

function pathLength({ path }: RouteMatch): number {
  return path?.value.length ?? 0;
}

function hasSpecifiedPath({ path }: RouteMatch): boolean {
  return path === null || path.type === 'Exact' || path.type === 'PathPrefix';
}

function compareAge(a: string, b: string): number {
  if (a === '' || b === '') {
    return Number(a === '') - Number(b === '');
  }
  return compareText(a, b);
}
