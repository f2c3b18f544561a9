import { compareByAge } from '../../../istio/facts/istioObjects';
import { groupBy } from '../../../snapshot/groupBy';
import type { ServerEntry } from '../gateways/ServerEntry';
import { hostsAt } from './bindings';
import { servicesAt, type ExpandedService } from './buildTables';
import { tcpRules, tlsRules, type BoundConnection } from './draftConnections';

type ByGateway = ReadonlyMap<string, readonly ExpandedService[]>;
/** The server names that a listener has a rule for, by the address it is bound to. */
type TakenNames = Map<string, BoundConnection>;

/**
 * The rules for connections of each server, those that no connection gets to marked: where TLS is passed on, a match with a server
 * name that an earlier one of the same listener has is left out whole; where bytes are, after TLS or without, the first rule of all
 * VirtualServices is the only one (istiod, buildGatewayNetworkFiltersFromTLSRoutes and …FromTCPRoutes).
 */
export function bindConnections(
  servers: readonly ServerEntry[],
  byGateway: ByGateway,
): ReadonlyMap<ServerEntry, readonly BoundConnection[]> {
  const bound = new Map<ServerEntry, readonly BoundConnection[]>();
  const listeners = groupBy(
    servers,
    ({ workloads, listensAt }) => `${listensAt} ${workloads.key}`,
  );
  for (const group of listeners.values()) {
    const taken: TakenNames = new Map();
    const ordered = [...group].sort(
      (a, b) => compareByAge(a.gateway, b.gateway) || a.index - b.index,
    );
    for (const server of ordered) {
      bound.set(server, bindServer(server, byGateway, taken));
    }
  }
  return bound;
}

function bindServer(
  server: ServerEntry,
  byGateway: ByGateway,
  taken: TakenNames,
): readonly BoundConnection[] {
  const { ref } = server.gateway;
  const services = servicesAt(server, byGateway)
    .map(({ virtualService }) => virtualService)
    .filter(virtualService => hostsAt(server, virtualService).length > 0);
  const place = {
    gateway: `${ref.namespace}/${ref.name}`,
    port: server.port,
    hosts:
      server.kind === 'tls-terminated'
        ? [...new Set(server.hosts.map(({ host }) => host))]
        : ['*'],
  };
  switch (server.kind) {
    case 'tls-passthrough':
      return markTaken(
        services.flatMap(service => tlsRules(service, place)),
        server.leftOut ? new Map<string, BoundConnection>() : taken,
        server.fact.bind ?? '',
      );
    case 'tcp':
    case 'tls-terminated':
      return markLater(services.flatMap(service => tcpRules(service, place)));
    default:
      return [];
  }
}

/** Names count as taken only where the whole match is used. */
function markTaken(
  all: readonly BoundConnection[],
  taken: TakenNames,
  bind: string,
): readonly BoundConnection[] {
  const matches = groupBy(
    all,
    ({ virtualService, path }) =>
      `${virtualService.ref.namespace}/${virtualService.ref.name} ${path}`,
  );
  return [...matches.values()].flatMap(names => {
    const winner = names
      .map(({ host }) => taken.get(`${bind} ${host}`))
      .find(found => found !== undefined);
    if (winner) {
      return names.map(bound => ({ ...bound, shadowedBy: winner }));
    }
    names.forEach(bound => taken.set(`${bind} ${bound.host}`, bound));
    return names;
  });
}

function markLater(
  all: readonly BoundConnection[],
): readonly BoundConnection[] {
  const [first] = all;
  return all.map(bound =>
    bound === first ||
    (bound.virtualService === first.virtualService && bound.path === first.path)
      ? bound
      : { ...bound, shadowedBy: first },
  );
}
