import type { Dependency, Route } from '@portolan/plugin-traffic-common';
import { getDomain } from 'tldts';
import { apiHosts, createHostTable, statedHosts } from '../catalog/hostTable';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';

type Owned = Pick<
  Dependency,
  'destinationEntities' | 'destinationGroup' | 'hairpin'
>;

/**
 * Whose a host outside is (SEMANTICS.md C.6): that of the entity that says so; else it is one of our own, reached through the
 * public gateway; else that of the API whose definition names it; else it is grouped by its registrable domain. It takes the
 * routes of all clusters, so it comes after the join of each.
 */
export function joinDestinationOwners(
  dependencies: readonly Dependency[],
  {
    routes,
    entities,
  }: {
    routes: readonly Route[];
    entities: readonly CatalogEntityFacts[];
  },
): Dependency[] {
  const stated = statedHosts(entities);
  const ofApis = apiHosts(entities);
  const own = createHostTable(
    routes
      .filter(isOpenToOthers)
      .map(route => [route.host.value, route] as const),
  );
  const ownersOf = (host: string, port: Dependency['port']): Owned => {
    const hairpin = own.find(host).filter(route => isSamePort(route, port));
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
  return dependencies.map(dependency =>
    dependency.destination.kind === 'host'
      ? {
          ...dependency,
          ...ownersOf(dependency.destination.host, dependency.port),
        }
      : dependency,
  );
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

function isSamePort({ port }: Route, asked: Dependency['port']): boolean {
  return port === null || typeof asked !== 'number' || port === asked;
}
