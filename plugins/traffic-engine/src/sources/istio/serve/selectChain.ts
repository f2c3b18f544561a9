import { compareSpecificity, matchesHost } from '../../../istio/hostnames';
import type { ServerEntry } from '../gateways/ServerEntry';
import type { BoundConnection } from '../routes/draftConnections';

type Connections = ReadonlyMap<ServerEntry, readonly BoundConnection[]>;

/** What a TLS listener of a gateway has for one server name. */
interface Chain {
  readonly server: ServerEntry;
  readonly host: string;
  /** Which part of the listener it is: two parts for one name are refused by Envoy. */
  readonly id: string;
}

/** The server whose filter chain a TLS connection gets, or why there is none to be told. */
export type Selected =
  | { readonly state: 'found'; readonly server: ServerEntry }
  | { readonly state: 'none' }
  | { readonly state: 'refused'; readonly host: string };

/**
 * By the most specific server name of all filter chains of a listener: those of its servers where TLS ends, and where it is passed
 * on those of the rules, whatever hosts their server has. Envoy refuses a listener with two chains for one name, and then keeps the
 * one it had, if any.
 */
export function selectChain(
  servers: readonly ServerEntry[],
  connections: Connections,
  name: string,
): Selected {
  const chains = servers.flatMap(server => chainsOf(server, connections));
  const first = new Map<string, Chain>();
  for (const chain of chains) {
    const key = `${chain.server.fact.bind ?? ''} ${chain.host}`;
    const known = first.get(key);
    if (known && known.id !== chain.id) {
      return { state: 'refused', host: chain.host };
    }
    first.set(key, chain);
  }
  const [best] = chains
    .filter(({ host }) => matchesHost(host, name))
    .sort((a, b) => compareSpecificity(a.host, b.host));
  return best ? { state: 'found', server: best.server } : { state: 'none' };
}

function chainsOf(
  server: ServerEntry,
  connections: Connections,
): readonly Chain[] {
  const { gateway, index, kind } = server;
  const id = `${gateway.ref.namespace}/${gateway.ref.name} ${index}`;
  const taken = (connections.get(server) ?? []).filter(
    ({ shadowedBy }) => !shadowedBy,
  );
  switch (kind) {
    case 'https':
      return namesOf(server).map(host => ({ server, host, id }));
    case 'tls-terminated':
      return taken.length > 0
        ? namesOf(server).map(host => ({ server, host, id }))
        : [];
    case 'tls-passthrough':
      return taken.map(({ host, virtualService, path }) => ({
        server,
        host,
        id: `${id} ${virtualService.ref.namespace}/${virtualService.ref.name} ${path}`,
      }));
    default:
      return [];
  }
}

/** `*` among the hosts of a server stands for all of them. */
function namesOf({ hosts }: ServerEntry): readonly string[] {
  const names = [...new Set(hosts.map(({ host }) => host))];
  return names.includes('*') ? ['*'] : names;
}
