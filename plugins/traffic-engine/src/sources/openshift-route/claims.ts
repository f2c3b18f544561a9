import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import { compareText } from '../../snapshot/compareText';
import { groupBy } from '../../snapshot/groupBy';
import type { RouteFact } from './RouteFact';

/** What an IngressController lets namespaces do with one host (`routeAdmission.namespaceOwnership`); Strict is the default. */
export type Ownership = 'Strict' | 'InterNamespaceAllowed';

/** Under each ownership, the Route that has taken the place of this one; null where it is admitted. */
export type Claim = Readonly<Record<Ownership, RouteFact | null>>;

const ADMITTED: Claim = { Strict: null, InterNamespaceAllowed: null };

/**
 * Which Routes a router admits beside the others of their host: of one path the oldest, and under Strict only those of the
 * namespace that has the oldest Route of the host (hostindex of the router). A Route without a host gets one of its own.
 */
export function claimsOf(
  routes: readonly RouteFact[],
): ReadonlyMap<RouteFact, Claim> {
  const withHost = routes.filter(({ host }) => host.kind !== 'any');
  const claims = new Map<RouteFact, Claim>();
  for (const group of groupBy(withHost, ({ host }) => host.value).values()) {
    const sorted = [...group].sort(compareAge);
    const strict = admit(sorted, 'Strict');
    const shared = admit(sorted, 'InterNamespaceAllowed');
    for (const route of sorted) {
      claims.set(route, {
        Strict: strict.get(route) ?? null,
        InterNamespaceAllowed: shared.get(route) ?? null,
      });
    }
  }
  routes
    .filter(route => !claims.has(route))
    .forEach(route => claims.set(route, ADMITTED));
  return claims;
}

/** The Routes that are refused, each with the one that stands in its way. */
function admit(
  sorted: readonly RouteFact[],
  ownership: Ownership,
): ReadonlyMap<RouteFact, RouteFact> {
  const refused = new Map<RouteFact, RouteFact>();
  const byPath = new Map<string, RouteFact[]>();
  const passthrough: RouteFact[] = [];
  // One of each namespace and set of routers is enough to tell whose the host is.
  const holders = new Map<string, RouteFact>();
  for (const route of sorted) {
    const { namespace } = route.object;
    const rival =
      [...(ownership === 'Strict' ? holders.values() : [])].find(
        other =>
          other.object.namespace !== namespace && shareRouter(other, route),
      ) ??
      [...(byPath.get(route.path) ?? []), ...passthrough].find(
        other => stands(other, route) && shareRouter(other, route),
      );
    if (rival) {
      refused.set(route, rival);
    } else {
      const routers = route.routers.map(({ name }) => name).join();
      holders.set(`${namespace} ${routers}`, route);
      byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
      if (route.termination === 'passthrough') {
        passthrough.push(route);
      }
    }
  }
  return refused;
}

/** One path is admitted once, and beside an older passthrough Route no other one with TLS. */
function stands(older: RouteFact, younger: RouteFact): boolean {
  return (
    older.path === younger.path ||
    (older.termination === 'passthrough' && younger.termination !== 'none')
  );
}

/** A Route that no router has spoken of may be at any. */
function shareRouter(a: RouteFact, b: RouteFact): boolean {
  return (
    a.routers.length === 0 ||
    b.routers.length === 0 ||
    a.routers.some(({ name }) => b.routers.some(other => other.name === name))
  );
}

/** The verdict on the claim: what differs by ownership is not known. */
export function verdictOf(
  { host }: RouteFact,
  { Strict, InterNamespaceAllowed }: Claim,
): RouteVerdict {
  if (Strict && InterNamespaceAllowed) {
    const params = { by: nameOf(InterNamespaceAllowed) };
    return { state: 'detached', reasons: [{ code: 'Shadowed', params }] };
  }
  const rival = Strict ?? InterNamespaceAllowed;
  return rival
    ? {
        state: 'unknown',
        reasons: [
          {
            code: 'DependsOnSetting',
            params: {
              kind: 'host',
              name: `${host.value}, which ${nameOf(rival)} claims`,
              setting: 'namespaceOwnership',
            },
          },
        ],
      }
    : { state: 'serving', reasons: [] };
}

/** The older first, then by uid, as the router compares them; by name where there are no uids. */
function compareAge(a: RouteFact, b: RouteFact): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(a.uid, b.uid) ||
    compareText(nameOf(a), nameOf(b))
  );
}

function nameOf({ object }: RouteFact): string {
  return `${object.namespace}/${object.name}`;
}
