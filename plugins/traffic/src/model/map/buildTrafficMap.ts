import type {
  Backend,
  Dependency,
  EntityTraffic,
  ObjectRef,
  Route,
} from '@portolan/plugin-traffic-common';
import { refKeyAcrossClusters, renderName } from '../describeRef';
import { destinationKey } from '../groupDependencies';
import { MapBuilder } from './MapBuilder';
import type { BrokenLink, TrafficMap } from './TrafficMap';

/** Names what is called; texts belong to the page, so it brings its own words. */
export type RenderDestination = (
  dependency: EntityTraffic['dependencies'][number],
) => string;

/** From the addresses through doors, hosts, Services and workloads to the destinations, all clusters in one. */
export function buildTrafficMap(
  traffic: Pick<EntityTraffic, 'routes' | 'workloads' | 'dependencies'>,
  renderDestination: RenderDestination,
): TrafficMap {
  const map = new MapBuilder();
  for (const route of traffic.routes) {
    addRoute(map, route);
  }
  for (const workload of traffic.workloads) {
    const to = map.addNode({
      ...objectNode('workload', workload.ref),
      workload,
    });
    for (const service of workload.services) {
      if (map.hasNode('service', refKeyAcrossClusters(service))) {
        const from = map.addNode(objectNode('service', service));
        map.addEdge({ from, to });
      }
    }
  }
  const domains = findSharedDomains(traffic.dependencies);
  for (const dependency of traffic.dependencies) {
    addDependency(map, dependency, domains, renderDestination);
  }
  return map.build();
}

function addDependency(
  map: MapBuilder,
  dependency: Dependency,
  sharedDomains: ReadonlySet<string>,
  renderDestination: RenderDestination,
) {
  const { cluster, destination, destinationGroup, permitted, via } = dependency;
  const { verdict } = permitted;
  const broken = verdict === 'allowed' ? undefined : verdict;
  const domain =
    destinationGroup && sharedDomains.has(destinationGroup)
      ? destinationGroup
      : undefined;
  const to = map.addNode({
    column: 'destination',
    key: domain ? `domain ${domain}` : destinationKey(destination),
    label: domain ? `*.${domain}` : renderDestination(dependency),
    kind: '',
    cluster,
    dependency,
    trouble: broken,
  });
  let from = map.addNode(objectNode('workload', dependency.workload));
  for (const gateway of via.through ?? []) {
    const through = map.addNode({
      ...objectNode('egress', gateway),
      dependency,
    });
    map.addEdge({ from, to: through });
    from = through;
  }
  map.addEdge({ from, to, broken });
}

/** The domains that stand for their hosts: those that several destinations are part of. */
function findSharedDomains(
  dependencies: readonly Dependency[],
): ReadonlySet<string> {
  const hosts = new Map<string, Set<string>>();
  for (const { destination, destinationGroup } of dependencies) {
    if (destinationGroup) {
      const known = hosts.get(destinationGroup) ?? new Set();
      hosts.set(destinationGroup, known.add(destinationKey(destination)));
    }
  }
  return new Set(
    [...hosts].filter(([, keys]) => keys.size > 1).map(([domain]) => domain),
  );
}

function addRoute(map: MapBuilder, route: Route) {
  const { cluster, host, predicted } = route;
  const detached =
    predicted.state === 'detached' ? ('detached' as const) : undefined;
  const routeId = map.addNode({
    column: 'route',
    key: host.value,
    label: host.value,
    kind: '',
    cluster,
    route,
    trouble: detached,
  });
  const door = doorOf(route);
  if (door) {
    const doorId = map.addNode({ column: 'door', cluster, route, ...door });
    map.addEdge({ from: doorId, to: routeId, broken: detached });
    for (const { value, type } of route.addresses) {
      const from = map.addNode({
        column: 'address',
        key: value,
        label: value,
        kind: type,
        cluster,
      });
      map.addEdge({ from, to: doorId });
    }
  }
  for (const backend of route.backends) {
    addBackend(map, route, backend, routeId);
  }
}

function addBackend(
  map: MapBuilder,
  route: Route,
  backend: Backend,
  routeId: string,
) {
  const broken = troubleOf(backend);
  const to = map.addNode({
    ...objectNode('service', backend.ref),
    backend,
    trouble: broken,
  });
  const share = route.backends.length > 1 ? backend.share : undefined;
  map.addEdge({ from: routeId, to, broken, share });
  for (const workload of backend.workloads) {
    map.addEdge({
      from: to,
      to: map.addNode(objectNode('workload', workload)),
    });
  }
}

function doorOf({ entry }: Route) {
  switch (entry?.kind) {
    case 'listener': {
      const label = `${renderName(entry.gateway)} › ${entry.listener}`;
      return {
        key: `${refKeyAcrossClusters(entry.gateway)} ${entry.listener}`,
        label,
        kind: entry.gateway.kind,
      };
    }
    case 'ingress-class':
      return {
        key: `class ${entry.className ?? ''}`,
        label: entry.className ?? '',
        kind: 'IngressClass',
      };
    case 'entry-point':
      return {
        key: `entry point ${entry.name}`,
        label: entry.name,
        kind: 'EntryPoint',
      };
    case 'service':
      return {
        key: refKeyAcrossClusters(entry.service),
        label: renderName(entry.service),
        kind: entry.service.kind,
      };
    case 'mesh':
      return { key: 'mesh', label: '', kind: 'Mesh' };
    default:
      return undefined;
  }
}

function troubleOf({ state, endpoints }: Backend): BrokenLink | undefined {
  if (state !== 'resolved') {
    return state;
  }
  switch (endpoints.state) {
    case 'known':
      return endpoints.ready === 0 ? 'no-endpoints' : undefined;
    case 'unknown':
      return 'unknown';
    case 'none':
      return 'no-endpoints';
    default:
      return undefined;
  }
}

function objectNode(column: 'service' | 'workload' | 'egress', ref: ObjectRef) {
  return {
    column,
    key: refKeyAcrossClusters(ref),
    label: renderName(ref),
    kind: ref.kind,
    cluster: ref.cluster,
  };
}
