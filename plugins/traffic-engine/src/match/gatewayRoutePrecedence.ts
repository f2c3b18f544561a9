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

/**
 * Winner first: more specific hostname; Exact path, longer prefix, a method, more headers, more query parameters; then the
 * older route, then namespace/name, then the first rule (HTTPRouteSpec.hostnames, HTTPRouteRule.matches). A total order
 * over the matches of distinct routes and rules.
 */
export function compareRankedMatches(a: RankedMatch, b: RankedMatch): number {
  return (
    compareRouteHostnames(a.hostname, b.hostname) ||
    compareMatches(a.match, b.match) ||
    compareOrigins(a, b)
  );
}

/**
 * What decides between equally specific matches of any kind of route: the older route, then namespace/name, then the first
 * rule (Listener.allowedRoutes).
 */
export function compareOrigins(a: RankedMatch, b: RankedMatch): number {
  return (
    compareAge(a.createdAt, b.createdAt) ||
    compareText(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`) ||
    a.ruleIndex - b.ruleIndex ||
    a.matchIndex - b.matchIndex
  );
}

/** Whether the order of two matches is the specification's: where a regular expression ranks is the implementation's. */
export function isOrderSpecified(a: RankedMatch, b: RankedMatch): boolean {
  return (
    compareRouteHostnames(a.hostname, b.hostname) !== 0 ||
    (hasSpecifiedPath(a.match) && hasSpecifiedPath(b.match))
  );
}

function compareMatches(a: RouteMatch, b: RouteMatch): number {
  return (
    pathRank(b) - pathRank(a) ||
    pathLength(b) - pathLength(a) ||
    Number(b.method !== null) - Number(a.method !== null) ||
    b.headers.length - a.headers.length ||
    b.queryParams.length - a.queryParams.length
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
