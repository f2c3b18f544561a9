import type {
  Address,
  Host,
  Provenance,
  Route,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import type { Proxies } from '../../../istio/destinationRuleMerge';
import { at, refKey } from '../../../model/refs';
import type { LeftOut, ServerEntry } from '../gateways/ServerEntry';
import { CONTROLLER, SOURCE_ID } from '../kinds';
import { subjectsOfGateway } from '../policies/policiesAt';

/** The way up to a rule, as all routes through one server have it. */
export interface Place {
  readonly id: string;
  readonly entry: Route['entry'];
  readonly port: number | null;
  /** What clients ask for, where a Service forwards another port to it. */
  readonly reachedPort: number | null;
  readonly addresses: readonly Address[];
  readonly exposure: Route['exposure'];
  readonly tls: Tls;
  readonly provenance: readonly Provenance[];
  readonly server: ServerEntry | null;
  /** The namespace of the proxy that sends the requests on; null in the mesh, where each caller has its own. */
  readonly client: string | null;
  /** The labels of the pods that play the gateway; undefined in the mesh, where callers differ. */
  readonly proxies: Proxies;
}

const NO_TLS: Tls = { mode: 'none', certificates: [] };

export const MESH_PLACE: Place = {
  id: 'mesh',
  entry: { kind: 'mesh' },
  port: null,
  reachedPort: null,
  addresses: [],
  exposure: 'mesh',
  tls: NO_TLS,
  provenance: [],
  server: null,
  client: null,
  proxies: undefined,
};

function tlsOf({ kind, certificates }: ServerEntry): Tls {
  switch (kind) {
    case 'https':
    case 'tls-terminated':
      return { mode: 'terminate', certificates: [...certificates] };
    case 'tls-passthrough':
    case 'east-west':
      return { mode: 'passthrough', certificates: [] };
    default:
      return NO_TLS;
  }
}

/** The place of a server of an Istio Gateway. */
export function placeOfServer(server: ServerEntry): Place {
  const { gateway, name, port, reachedPort, path } = server;
  return {
    id: `${refKey(gateway.ref)}#${server.index}`,
    entry: {
      kind: 'listener',
      gateway: gateway.ref,
      listener: name,
      className: '',
      controller: CONTROLLER,
    },
    port,
    reachedPort,
    addresses: server.addresses,
    exposure: server.exposure,
    tls: tlsOf(server),
    provenance: [at(SOURCE_ID, gateway.ref)(path)],
    server,
    client: server.workloads.namespaces[0],
    proxies: subjectsOfGateway(server).map(({ labels }) => labels),
  };
}

const REASONS: Readonly<Record<LeftOut['by'], string>> = {
  'port-taken': 'PortTaken',
  'host-taken': 'HostTaken',
  'port-name-taken': 'PortNameTaken',
};

/** What the server itself says of the way to its rules: one that istiod leaves out takes none. */
export function doorOfServer({
  leftOut,
  gateway,
}: Pick<ServerEntry, 'leftOut' | 'gateway'>): RouteVerdict {
  if (!leftOut) {
    return { state: 'serving', reasons: [] };
  }
  const { holder, by, isSure } = leftOut;
  return {
    state: isSure ? 'detached' : 'unknown',
    reasons: [
      {
        code: 'NotAttached',
        params: {
          gateway: `Gateway ${gateway.ref.namespace}/${gateway.ref.name}`,
          reason: REASONS[by],
          by: `Gateway ${holder.ref.namespace}/${holder.ref.name}`,
        },
      },
    ],
  };
}

/** The way to no server: what a route names is not there, or does not take it. */
export function closedPlace(gateway: string): Place {
  return {
    ...MESH_PLACE,
    id: `closed ${gateway}`,
    entry: null,
    exposure: 'unknown',
  };
}

/** A full host name or pattern as the wire has it. */
export function toHost(host: string): Host {
  if (host === '*') {
    return { kind: 'any', value: '' };
  }
  return host.startsWith('*')
    ? { kind: 'wildcard', value: host }
    : { kind: 'exact', value: host };
}

/** Who would take a route at a place, as its sentences name it. */
export function nameOfPlace({ server }: Place): string {
  return server
    ? `Gateway ${server.gateway.ref.namespace}/${server.gateway.ref.name}`
    : 'The mesh';
}
