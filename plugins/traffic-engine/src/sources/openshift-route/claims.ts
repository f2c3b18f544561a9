import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import type { RouteFact } from './RouteFact';

/**
 * What an IngressController may be told of the hosts of Routes: whether namespaces share them
 * (`routeAdmission.namespaceOwnership`, Strict unless it says otherwise), and whether there are wildcards
 * (`routeAdmission.wildcardPolicy`, none unless it says otherwise).
 */
export const SETTINGS = [
  { isStrict: true, hasWildcards: true },
  { isStrict: false, hasWildcards: true },
  { isStrict: true, hasWildcards: false },
  { isStrict: false, hasWildcards: false },
] as const;
export type Setting = (typeof SETTINGS)[number];

/** Under each setting what has taken the place of a Route: itself where it is a wildcard and there are none; null: admitted. */
export type Claim = ReadonlyMap<Setting, RouteFact | null>;

/**
 * Which Routes a router admits beside others (its HostAdmitter and UniqueHost): of one host as it is written and path the oldest,
 * and under Strict only those of the namespace that has the oldest Route of the host. A wildcard and the hosts below it stand in
 * each other's way in the same manner, but for the path. A Route without a host gets one of its own.
 */
export function claimsOf(
  routes: readonly RouteFact[],
): ReadonlyMap<RouteFact, Claim> {
  const claims = new Map<RouteFact, Map<Setting, RouteFact | null>>(
    routes.map(route => [route, new Map()]),
  );
  const withHost = routes.filter(({ host }) => host.kind !== 'any');
  const domains = groupBy(withHost, ({ domain }) => domain);
  for (const group of domains.values()) {
    const sorted = [...group].sort(compareAge);
    for (const setting of SETTINGS) {
      const refused = admit(sorted, setting);
      for (const route of sorted) {
        claims.get(route)?.set(setting, refused.get(route) ?? null);
      }
    }
  }
  return claims;
}

/** What the admitted Routes of one host as it is written hold. */
interface Held {
  /** One of each namespace and set of routers is enough to tell whose the host is. */
  readonly holders: Map<string, RouteFact>;
  readonly byPath: Map<string, RouteFact[]>;
  readonly passthrough: RouteFact[];
  /** With TLS, of whatever kind. */
  readonly secure: RouteFact[];
}

/** The Routes of one domain that are refused, each with the one that stands in its way. */
function admit(
  sorted: readonly RouteFact[],
  { isStrict, hasWildcards }: Setting,
): ReadonlyMap<RouteFact, RouteFact> {
  const refused = new Map<RouteFact, RouteFact>();
  const hosts = new Map<string, Held>();
  const wildcards: RouteFact[] = [];
  const exactHolders = new Map<string, RouteFact>();
  for (const route of sorted) {
    if (isWildcard(route) && !hasWildcards) {
      refused.set(route, route);
      continue;
    }
    const held: Held = hosts.get(route.writtenHost) ?? {
      holders: new Map(),
      byPath: new Map(),
      passthrough: [],
      secure: [],
    };
    hosts.set(route.writtenHost, held);
    const isForeign = (other: RouteFact) =>
      isStrict && other.object.namespace !== route.object.namespace;
    const rival = [
      ...[...(isStrict ? held.holders.values() : [])].filter(isForeign),
      ...[
        ...(held.byPath.get(route.path) ?? []),
        ...(route.termination === 'passthrough'
          ? held.secure
          : held.passthrough),
      ].filter(other => stands(other, route)),
      ...wildcards.filter(
        other =>
          isForeign(other) || (isWildcard(route) && other.path === route.path),
      ),
      ...(isWildcard(route) ? [...exactHolders.values()] : []).filter(
        isForeign,
      ),
    ].find(other => shareRouter(other, route));
    if (rival) {
      refused.set(route, rival);
    } else {
      const routers = route.routers.map(({ name }) => name).join();
      const holder = `${route.object.namespace} ${routers}`;
      held.holders.set(holder, route);
      held.byPath.set(route.path, [
        ...(held.byPath.get(route.path) ?? []),
        route,
      ]);
      if (route.termination === 'passthrough') {
        held.passthrough.push(route);
      }
      if (route.termination !== 'none') {
        held.secure.push(route);
      }
      if (isWildcard(route)) {
        wildcards.push(route);
      } else {
        exactHolders.set(holder, route);
      }
    }
  }
  return refused;
}

/** One path is admitted once, and a passthrough Route and another one with TLS never beside each other (hasExistingMatch). */
function stands(older: RouteFact, younger: RouteFact): boolean {
  const isSecure =
    older.termination !== 'none' && younger.termination !== 'none';
  const passes = [older, younger].some(
    ({ termination }) => termination === 'passthrough',
  );
  return older.path === younger.path || (isSecure && passes);
}

/** A Route that no router has spoken of may be at any. */
function shareRouter(a: RouteFact, b: RouteFact): boolean {
  return (
    a.routers.length === 0 ||
    b.routers.length === 0 ||
    a.routers.some(({ name }) => b.routers.some(other => other.name === name))
  );
}

export function isWildcard({ host }: RouteFact): boolean {
  return host.kind === 'wildcard';
}

/** The older first, then by uid, as the router compares them; by name where there are no uids. */
function compareAge(a: RouteFact, b: RouteFact): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(a.uid, b.uid) ||
    compareText(nameOf(a), nameOf(b))
  );
}

export function nameOf({ object }: RouteFact): string {
  return `${object.namespace}/${object.name}`;
}
