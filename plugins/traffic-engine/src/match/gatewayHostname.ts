import type { Host } from '@portolan/plugin-traffic-common';
import { compareText } from '../snapshot/compareText';

/**
 * A hostname of the Gateway API as text: lower-case, `*.x` for a wildcard, '' for "any host" (a listener or route that
 * names none).
 */
export type GatewayHostname = string;

const WILDCARD = '*.';

/** Hostnames compare without regard to case; an absent one is any. */
export function toGatewayHostname(
  value: string | null | undefined,
): GatewayHostname {
  return (value ?? '').toLowerCase();
}

/** The host that a request names: the Host header (or authority) without its port, in lower case. */
export function hostOfRequest(header: string): string {
  const host = header.startsWith('[')
    ? header.slice(1, Math.max(header.indexOf(']'), 1))
    : header.split(':', 1)[0];
  return host.toLowerCase();
}

function isWildcard(hostname: GatewayHostname): boolean {
  return hostname.startsWith(WILDCARD);
}

/**
 * Whether a hostname takes the requests for a host. A wildcard stands for one or more labels: `*.x` takes `a.x` and
 * `a.b.x`, not `x` (HTTPRouteSpec.hostnames).
 */
export function matchGatewayHostname(
  hostname: GatewayHostname,
  host: string,
): boolean {
  if (hostname === '' || hostname === host) {
    return true;
  }
  return isWildcard(hostname) && isBelow(host, hostname);
}

/** Whether every host that `inner` takes is taken by `outer` too. */
export function coversGatewayHostname(
  outer: GatewayHostname,
  inner: GatewayHostname,
): boolean {
  if (outer === '' || outer === inner) {
    return true;
  }
  return inner !== '' && isWildcard(outer) && isBelow(inner, outer);
}

/**
 * What is left when a listener and a route both name a host: the more specific of the two, or undefined when they have no
 * host in common (Gateway API guide "hostnames").
 */
export function intersectGatewayHostnames(
  listener: GatewayHostname,
  route: GatewayHostname,
): GatewayHostname | undefined {
  if (coversGatewayHostname(listener, route)) {
    return route;
  }
  return coversGatewayHostname(route, listener) ? listener : undefined;
}

/**
 * Most specific first: exact names, then wildcards with more labels, then any host (GatewaySpec.listeners, "Listeners that
 * are distinct only by Hostname"). 0 for hostnames that no request could tell apart by specificity.
 */
export function compareListenerHostnames(
  a: GatewayHostname,
  b: GatewayHostname,
): number {
  return listenerRank(b) - listenerRank(a);
}

/**
 * Most specific first, as routes with overlapping hostnames are ordered: exact names before wildcards, then the one with
 * more characters (HTTPRouteSpec.hostnames).
 */
export function compareRouteHostnames(
  a: GatewayHostname,
  b: GatewayHostname,
): number {
  return routeRank(b) - routeRank(a) || b.length - a.length;
}

/** The hostname as the wire's matcher. */
export function toHost(hostname: GatewayHostname): Host {
  if (hostname === '') {
    return { kind: 'any', value: '' };
  }
  return {
    kind: isWildcard(hostname) ? 'wildcard' : 'exact',
    value: hostname,
  };
}

/** A total order without meaning, for stable output. */
export function orderGatewayHostnames(
  a: GatewayHostname,
  b: GatewayHostname,
): number {
  return compareRouteHostnames(a, b) || compareText(a, b);
}

function isBelow(host: string, wildcard: string): boolean {
  return host.length > wildcard.length - 1 && host.endsWith(wildcard.slice(1));
}

function listenerRank(hostname: GatewayHostname): number {
  if (hostname === '') {
    return -1;
  }
  return isWildcard(hostname)
    ? hostname.split('.').length - 1
    : Number.MAX_SAFE_INTEGER;
}

function routeRank(hostname: GatewayHostname): number {
  if (hostname === '') {
    return 0;
  }
  return isWildcard(hostname) ? 1 : 2;
}
