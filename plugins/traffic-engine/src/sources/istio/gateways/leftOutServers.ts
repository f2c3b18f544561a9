import { compareByAge } from '../../../istio/facts/istioObjects';
import { groupBy } from '../../../snapshot/groupBy';
import { HTTP_PROTOCOLS } from './protocols';
import type { LeftOut, ServerEntry } from './ServerEntry';

/** A server that holds its port, as later ones meet it. */
type Holder = ServerEntry;

/**
 * The servers that istiod leaves out of a proxy which several Gateways play (pilot/pkg/model/gateway.go, mergeGateways), the
 * oldest Gateway first: with TLS options one that has a host of an earlier one; on a port of plain servers all but HTTP beside
 * HTTP; of terminated HTTPS one with the port name of an earlier one of its Gateway. Servers with different `bind` do not meet.
 * What becomes of a server without TLS options on a port of TLS servers differs between versions.
 */
export function markLeftOut(
  servers: readonly ServerEntry[],
): readonly ServerEntry[] {
  const marks = new Map<ServerEntry, LeftOut>();
  const ports = groupBy(
    servers,
    ({ workloads, listensAt }) => `${listensAt} ${workloads.key}`,
  );
  for (const group of ports.values()) {
    if (group.length > 1) {
      markPort(group, marks);
    }
  }
  return marks.size === 0
    ? servers
    : servers.map(server => {
        const leftOut = marks.get(server);
        return leftOut ? { ...server, leftOut } : server;
      });
}

function markPort(
  group: readonly ServerEntry[],
  marks: Map<ServerEntry, LeftOut>,
): void {
  const ordered = [...group].sort(
    (a, b) => compareByAge(a.gateway, b.gateway) || a.index - b.index,
  );
  const hosts = new Map<string, Holder>();
  const names = new Map<string, Holder>();
  let first: Holder | undefined;
  for (const server of ordered) {
    const met = conflictOf(server, { first, hosts, names });
    if (met) {
      marks.set(server, met);
    } else {
      first ??= server;
      if (server.kind === 'https') {
        names.set(portNameOf(server), server);
      }
    }
    if (server.fact.tls && met?.by !== 'host-taken') {
      hostKeysOf(server).forEach(key => hosts.set(key, server));
    }
  }
}

function conflictOf(
  server: ServerEntry,
  taken: {
    first: Holder | undefined;
    hosts: ReadonlyMap<string, Holder>;
    names: ReadonlyMap<string, Holder>;
  },
): LeftOut | undefined {
  const { first, hosts, names } = taken;
  const by = (
    reason: LeftOut['by'],
    holder: Holder,
    isSure = true,
  ): LeftOut => ({
    by: reason,
    holder: holder.gateway,
    isSure: isSure && isOrderKnown(server, holder),
  });
  const host = server.fact.tls
    ? hostKeysOf(server).find(key => hosts.has(key))
    : undefined;
  const ofHost = host === undefined ? undefined : hosts.get(host);
  if (ofHost) {
    return by('host-taken', ofHost);
  }
  if (!first) {
    return undefined;
  }
  if (isPlain(first)) {
    return first.fact.bind === server.fact.bind &&
      !(isHttp(first) && isHttp(server))
      ? by('port-taken', first)
      : undefined;
  }
  const ofName =
    server.kind === 'https' ? names.get(portNameOf(server)) : undefined;
  if (ofName) {
    return by('port-name-taken', ofName);
  }
  return server.fact.tls || first.fact.bind !== server.fact.bind
    ? undefined
    : by('port-taken', first, false);
}

/** Gateways from files have no age yet. */
function isOrderKnown(a: ServerEntry, b: ServerEntry): boolean {
  return (
    a.gateway === b.gateway ||
    (a.gateway.createdAt !== '' && b.gateway.createdAt !== '')
  );
}

function isHttp({ fact }: ServerEntry): boolean {
  return HTTP_PROTOCOLS.includes((fact.port.protocol ?? '').toUpperCase());
}

function isPlain(server: ServerEntry): boolean {
  return isHttp(server) || !server.fact.tls;
}

function hostKeysOf({ hosts, fact }: ServerEntry): readonly string[] {
  return hosts.map(
    ({ namespace, host }) => `${fact.bind ?? ''} ${namespace}/${host}`,
  );
}

function portNameOf({ gateway, fact }: ServerEntry): string {
  return `${gateway.ref.namespace}/${gateway.ref.name} ${fact.port.name ?? ''}`;
}
