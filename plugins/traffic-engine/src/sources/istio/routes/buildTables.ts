import { exportRank } from '../../../istio/exportTo';
import {
  compareInMergeOrder,
  type VirtualService,
} from '../../../istio/facts/virtualServices';
import { compareByAge } from '../../../istio/facts/istioObjects';
import { compareSpecificity } from '../../../istio/hostnames';
import { groupBy } from '../../../snapshot/groupBy';
import type { ServerEntry } from '../gateways/ServerEntry';
import { subjectsOfGateway } from '../policies/policiesAt';
import { gatewaysOf, hostsAt, hostsOf, isMatchAt, MESH } from './bindings';
import type { EffectiveRule } from './EffectiveRule';
import { orderMatches } from './orderMatches';
import type { BoundMatch, RouteTable, VirtualHost } from './RouteTable';

/** A VirtualService with its rules after delegation. */
export interface ExpandedService {
  readonly virtualService: VirtualService;
  readonly rules: readonly EffectiveRule[];
}

type MutableHosts = Map<
  string,
  { requiresTls: boolean; matches: BoundMatch[] }
>;

/** The VirtualServices of each gateway by its full name (`mesh` too), in the order in which istiod merges them. */
export function groupByGateway(
  services: readonly ExpandedService[],
): ReadonlyMap<string, readonly ExpandedService[]> {
  const sorted = services
    .filter(({ virtualService }) => virtualService.spec.hosts.length > 0)
    .sort((a, b) => compareInMergeOrder(a.virtualService, b.virtualService));
  const pairs = sorted.flatMap(service =>
    [
      ...new Set(gatewaysOf(service.virtualService).map(({ name }) => name)),
    ].map(gateway => ({ gateway, service })),
  );
  return new Map(
    [...groupBy(pairs, ({ gateway }) => gateway)].map(([gateway, found]) => [
      gateway,
      found.map(({ service }) => service),
    ]),
  );
}

/** The route tables of all HTTP servers. */
export function buildTables(
  servers: readonly ServerEntry[],
  byGateway: ReadonlyMap<string, readonly ExpandedService[]>,
): readonly RouteTable[] {
  const http = servers.filter(
    ({ kind }) => kind === 'http' || kind === 'https',
  );
  const groups = groupBy(http, server =>
    server.kind === 'http' && !server.leftOut
      ? `${server.listensAt} ${server.fact.bind ?? ''} ${server.workloads.key}`
      : [
          server.gateway.ref.namespace,
          server.gateway.ref.name,
          server.index,
        ].join('/'),
  );
  return [...groups.values()].map(group => {
    const ordered = [...group].sort(
      (a, b) => compareByAge(a.gateway, b.gateway) || a.index - b.index,
    );
    const hosts: MutableHosts = new Map();
    const ports = new Map<string, number>();
    for (const server of ordered) {
      addServer({ hosts, ports }, server, byGateway);
    }
    const [{ port, kind }] = ordered;
    return {
      servers: ordered,
      port,
      isTls: kind === 'https',
      hosts: toHosts(hosts),
    };
  });
}

/**
 * The VirtualServices of a gateway in the order in which its proxies get them: what is exported to their namespace alone before
 * what is for all (istiod, PushContext.VirtualServicesForGateway).
 */
export function servicesAt(
  { gateway, workloads }: Pick<ServerEntry, 'gateway' | 'workloads'>,
  byGateway: ReadonlyMap<string, readonly ExpandedService[]>,
): readonly ExpandedService[] {
  const { ref } = gateway;
  const services = byGateway.get(`${ref.namespace}/${ref.name}`) ?? [];
  const [viewer] = workloads.namespaces;
  const rankOf = ({ virtualService }: ExpandedService) =>
    exportRank(virtualService.spec.exportTo, {
      owner: virtualService.ref.namespace,
      viewer,
    });
  return services.every(service => rankOf(service) === 2)
    ? services
    : [...services].sort((a, b) => rankOf(a) - rankOf(b));
}

function addServer(
  { hosts, ports }: { hosts: MutableHosts; ports: Map<string, number> },
  server: ServerEntry,
  byGateway: ReadonlyMap<string, readonly ExpandedService[]>,
): void {
  const { ref } = server.gateway;
  const gateway = `${ref.namespace}/${ref.name}`;
  const { redirectsToHttps } = server;
  for (const { virtualService, rules } of servicesAt(server, byGateway)) {
    const served = hostsAt(server, virtualService);
    if (served.length > 0) {
      // The rules are built once for a gateway, with the number of its first server there.
      const key = `${gateway} ${virtualService.ref.namespace}/${virtualService.ref.name}`;
      const port = ports.get(key) ?? server.port;
      ports.set(key, port);
      const matches: BoundMatch[] = [];
      addRules(matches, { rules, server, gateway, port });
      for (const host of matches.length > 0 ? served : []) {
        const known = hosts.get(host) ?? { requiresTls: false, matches: [] };
        hosts.set(host, known);
        known.requiresTls ||= redirectsToHttps;
        known.matches.push(...matches);
      }
    }
  }
  if (redirectsToHttps) {
    for (const { host, namespace } of server.hosts) {
      // istiod takes `ns/host` as it is written for the name of a virtual host here, which no request has.
      if (namespace === '*') {
        const known = hosts.get(host) ?? { requiresTls: false, matches: [] };
        hosts.set(host, { ...known, requiresTls: true });
      }
    }
  }
}

function addRules(
  matches: BoundMatch[],
  options: {
    rules: readonly EffectiveRule[];
    server: ServerEntry | null;
    gateway: string;
    port: number | null;
  },
): void {
  const { rules, server, gateway, port } = options;
  const proxies = server ? { proxies: subjectsOfGateway(server) } : {};
  for (const rule of rules) {
    const { namespace } = rule.owner.ref;
    rule.matches.forEach(({ match, path }, matchIndex) => {
      if (isMatchAt(match, { gateway, port, namespace, ...proxies })) {
        matches.push({ rule, matchIndex, match, path, server });
      }
    });
  }
}

/**
 * What sidecars look hosts up in. Of several VirtualServices for one host a proxy takes one and no other (IST0109): of those
 * for its own namespace, else of those for all, the oldest. So of those for all the younger ones are shadowed; one that is
 * for some namespaces wins there whatever its age.
 */
export function buildMeshHosts(
  services: readonly ExpandedService[],
): readonly VirtualHost[] {
  const hosts: MutableHosts = new Map();
  const takenBy = new Map<string, BoundMatch>();
  for (const { virtualService, rules } of services) {
    const isForAll =
      virtualService.spec.exportTo.length === 0 ||
      virtualService.spec.exportTo.includes('*');
    for (const host of hostsOf(virtualService)) {
      const own: BoundMatch[] = [];
      addRules(own, { rules, server: null, gateway: MESH, port: null });
      const winner = isForAll ? takenBy.get(host) : undefined;
      const known = hosts.get(host) ?? { requiresTls: false, matches: [] };
      hosts.set(host, known);
      known.matches.push(
        ...(winner
          ? own.map(bound => ({ ...bound, shadowedBy: winner }))
          : orderMatches(own)),
      );
      if (!winner && isForAll && own.length > 0) {
        takenBy.set(host, own[0]);
      }
    }
  }
  return [...hosts]
    .map(([host, found]) => ({ host, ...found }))
    .sort((a, b) => compareSpecificity(a.host, b.host));
}

function toHosts(hosts: MutableHosts): readonly VirtualHost[] {
  return [...hosts]
    .map(([host, { requiresTls, matches }]) => ({
      host,
      requiresTls,
      matches: orderMatches(matches),
    }))
    .sort((a, b) => compareSpecificity(a.host, b.host));
}
