import type { Dependency, Route } from '@portolan/plugin-traffic-common';
import { getDomain } from 'tldts';
import { apiHosts, createHostTable, statedHosts } from '../catalog/hostTable';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import type { ServingRoutes } from './servingRoutes';

const WEB_PORTS: readonly number[] = [80, 443];

type Owned = Pick<
  Dependency,
  'destinationEntities' | 'destinationGroup' | 'hairpin'
>;

/** So many are joined in one step: most take no time at all. */
const PER_STEP = 100;

/**
 * Whose a host outside is (SEMANTICS.md C.6): that of the entity that says so; else it is one of our own, reached through the
 * public gateway; else that of the API whose definition names it; else it is grouped by its registrable domain. It takes the
 * routes of all clusters, so it comes after the join of each.
 */
export function* joinDestinationOwners(
  dependencies: readonly Dependency[],
  {
    routes,
    entities,
    serving,
  }: {
    routes: readonly Route[];
    entities: readonly CatalogEntityFacts[];
    serving: ServingRoutes;
  },
): Generator<void, Dependency[]> {
  const stated = statedHosts(entities);
  const ofApis = apiHosts(entities);
  const own = createHostTable(
    routes
      .filter(isOpenToOthers)
      .map(route => [route.host.value, route] as const),
  );
  const ownersOf = (host: string, dependency: Dependency): Owned => {
    const hairpin = servedPaths(host, onPort(own.find(host), dependency.port), {
      paths: pathsOf(dependency),
      serving,
    });
    const owners = [
      stated.find(host),
      hairpin.flatMap(({ backends }) =>
        backends.flatMap(backend => backend.entities),
      ),
      ofApis.find(host),
    ].find(found => found.length > 0);
    const group = owners || hairpin.length > 0 ? null : getDomain(host);
    return {
      destinationEntities: [...new Set(owners ?? [])].sort(),
      ...(group ? { destinationGroup: group } : {}),
      ...(hairpin.length > 0 && {
        hairpin: hairpin.map(({ id }) => id).sort(),
      }),
    };
  };
  const joined: Dependency[] = [];
  for (const dependency of dependencies) {
    const { destination } = dependency;
    const owned =
      destination.kind === 'host'
        ? ownersOf(destination.host, dependency)
        : undefined;
    joined.push(owned ? { ...dependency, ...owned } : dependency);
    if (owned?.hairpin || joined.length % PER_STEP === 0) {
      yield;
    }
  }
  return joined;
}

/** The paths that are known to be called; null where one of the URLs has none, so that any may be meant. */
function pathsOf({ evidence }: Dependency): readonly string[] | null {
  const mined = evidence.filter(({ rung }) => rung === 'mined');
  const paths = mined.flatMap(({ requestPath }) => requestPath ?? []);
  return paths.length > 0 && paths.length === mined.length ? paths : null;
}

function servedPaths(
  host: string,
  candidates: readonly Route[],
  {
    paths,
    serving,
  }: { paths: readonly string[] | null; serving: ServingRoutes },
): readonly Route[] {
  return candidates.length === 0 || paths === null
    ? candidates
    : [...new Set(paths.flatMap(path => serving(host, path, candidates)))];
}

/**
 * A route that takes requests from outside of the mesh for a host of its own, to a Service of the cluster: an egress gateway has
 * routes for hosts outside, too.
 */
function isOpenToOthers({ host, entry, predicted, backends }: Route): boolean {
  return (
    host.kind !== 'any' &&
    entry !== null &&
    entry.kind !== 'mesh' &&
    predicted.state !== 'detached' &&
    backends.some(
      ({ ref, endpoints }) =>
        ref.group === '' &&
        ref.kind === 'Service' &&
        endpoints.state !== 'external',
    )
  );
}

/**
 * The routes on the port that is called; where there is none, those on the other port of the web: TLS may end before the door
 * that we see, at a cloud's load balancer, so that https leads to what listens on 80.
 */
function onPort(
  routes: readonly Route[],
  asked: Dependency['port'],
): readonly Route[] {
  if (typeof asked !== 'number') {
    return routes;
  }
  const same = routes.filter(({ port }) => port === null || port === asked);
  return same.length > 0 || !WEB_PORTS.includes(asked)
    ? same
    : routes.filter(({ port }) => port !== null && WEB_PORTS.includes(port));
}
