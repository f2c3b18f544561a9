import type {
  HostRow,
  Route,
  UnownedReason,
} from '@portolan/plugin-traffic-common';
import type { TrafficModel } from '../model/TrafficModel';
import { compareRefs, refKey } from '../model/refs';
import type { CatalogEntityFacts } from '../ownership/CatalogEntityFacts';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';

type Verdict = HostRow['verdict'];

/** From worst to best: a host is as good as its worst route. */
const WORST_FIRST: readonly Verdict[] = [
  'failing',
  'detached',
  'degraded',
  'unknown',
  'shadowed',
  'serving',
];

/**
 * Every host that a route names, over all clusters, with the owners that its routes' backends lead to. Hosts that nobody
 * owns come first, then by name. `areWorkloadsKnown` says of a cluster whether "no workload" is knowledge there.
 */
export function listHosts(
  model: Pick<TrafficModel, 'routes'>,
  entities: readonly CatalogEntityFacts[],
  areWorkloadsKnown: (cluster: string) => boolean,
): readonly HostRow[] {
  const ownersOf = new Map(
    entities.map(entity => [entity.entityRef, entity.owners]),
  );
  const byHost = groupBy(
    model.routes,
    ({ host }) => `${host.kind}|${host.value}`,
  );
  return [...byHost.values()]
    .map(routes => hostRow(routes, ownersOf, areWorkloadsKnown))
    .sort(compareHosts);
}

export function compareHosts(a: HostRow, b: HostRow): number {
  return (
    Number(a.unowned === null) - Number(b.unowned === null) ||
    compareText(a.host.value, b.host.value) ||
    compareText(a.host.kind, b.host.kind)
  );
}

function hostRow(
  routes: readonly Route[],
  ownersOf: ReadonlyMap<string, readonly string[]>,
  areWorkloadsKnown: (cluster: string) => boolean,
): HostRow {
  const entities = distinct(
    routes.flatMap(({ backends }) =>
      backends.flatMap(backend => backend.entities),
    ),
  );
  const objects = new Map(routes.map(({ object }) => [refKey(object), object]));
  return {
    host: routes[0].host,
    entities,
    owners: distinct(entities.flatMap(ref => ownersOf.get(ref) ?? [])),
    unowned: entities.length > 0 ? null : whyUnowned(routes, areWorkloadsKnown),
    clusters: distinct(routes.map(({ cluster }) => cluster)),
    routes: [...objects.values()].sort(compareRefs),
    verdict:
      WORST_FIRST.find(state =>
        routes.some(({ predicted }) => predicted.state === state),
      ) ?? 'unknown',
  };
}

/** Where the way from the routes to an entity ends; what is not known comes before what is known to be missing. */
function whyUnowned(
  routes: readonly Route[],
  areWorkloadsKnown: (cluster: string) => boolean,
): UnownedReason {
  const backends = routes.flatMap(route => route.backends);
  if (backends.length === 0) {
    return 'no-backend';
  }
  if (backends.some(({ state }) => state === 'unknown')) {
    return 'not-known';
  }
  if (backends.some(({ workloads }) => workloads.length > 0)) {
    return 'workload-not-claimed';
  }
  if (!backends.some(({ state }) => state === 'resolved')) {
    return 'backend-not-resolved';
  }
  return routes.every(({ cluster }) => areWorkloadsKnown(cluster))
    ? 'no-workload'
    : 'not-known';
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
