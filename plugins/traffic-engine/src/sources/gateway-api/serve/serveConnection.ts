import {
  compareListenerHostnames,
  compareRouteHostnames,
  hostOfRequest,
  matchGatewayHostname,
} from '../../../match/gatewayHostname';
import { compareOrigins } from '../../../match/gatewayRoutePrecedence';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import { TCP_ROUTE, TLS_ROUTE, UDP_ROUTE } from '../kinds';
import type { BackendEntry } from '../routes/RouteEntry';
import type { GatewayApiTranslation } from '../translate';
import { listCandidates, type Candidate } from './listCandidates';
import { winningMatch } from './respond';
import type { ReadinessLookUp, ServedConnection } from './ServedResponse';

/** A connection to one port of a Gateway. */
export interface GatewayConnection {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly port: number;
  readonly protocol: 'TLS' | 'TCP' | 'UDP';
  /** Of the TLS handshake. */
  readonly serverName?: string;
}

/** Protocols whose listeners share a port by server name. */
const BY_SERVER_NAME: readonly string[] = ['TLS', 'HTTPS'];

/**
 * Where a connection goes: the listener (by server name for TLS), then the route with the most specific hostname and of
 * equal ones the oldest; of several routes on a TCP or UDP listener only the oldest serves. A backend that cannot take it
 * refuses it.
 */
export function serveConnection(
  { gateways, routes }: Pick<GatewayApiTranslation, 'gateways' | 'routes'>,
  connection: GatewayConnection,
  hasReadyEndpoints: ReadinessLookUp,
): ServedConnection {
  return traceConnection({ gateways, routes }, connection, hasReadyEndpoints)
    .response;
}

/** A response to a connection together with what led to it. */
export interface ConnectionTrace {
  readonly response: ServedConnection;
  /** The listener that took the connection. */
  readonly listener: ListenerEntry | undefined;
  /** The routes that take the connection by precedence: the winner first. */
  readonly ranked: readonly Candidate[];
}

/** `serveConnection` with what led to its answer. */
export function traceConnection(
  { gateways, routes }: Pick<GatewayApiTranslation, 'gateways' | 'routes'>,
  connection: GatewayConnection,
  hasReadyEndpoints: ReadinessLookUp,
): ConnectionTrace {
  const gateway = gateways.find(
    ({ ref }) =>
      ref.namespace === connection.gateway.namespace &&
      ref.name === connection.gateway.name,
  );
  const host = hostOfRequest(connection.serverName ?? '');
  const listener = gateway && findListener(gateway, { ...connection, host });
  if (!listener) {
    return {
      response: { kind: 'refused', why: 'no listener takes the connection' },
      listener,
      ranked: [],
    };
  }
  const ranked = [
    ...listCandidates(routes, {
      kinds: [TLS_ROUTE, TCP_ROUTE, UDP_ROUTE],
      listener,
      host,
      answerOf: () => 'yes',
    }),
  ].sort(
    (a, b) =>
      compareRouteHostnames(a.hostname, b.hostname) || compareOrigins(a, b),
  );
  const [winner] = ranked;
  if (!winner) {
    return {
      response: { kind: 'refused', why: 'no route takes the connection' },
      listener,
      ranked,
    };
  }
  const { backends } = winner.route.rules[winner.ruleIndex];
  return {
    response: {
      kind: 'backends',
      winner: winningMatch(winner, listener),
      shares: backends.map(backend => ({
        backend: backend.draft.ref,
        share: backend.draft.share,
        outcome: outcomeOf(backend, hasReadyEndpoints),
      })),
    },
    listener,
    ranked,
  };
}

function findListener(
  { merged, gatewayClass }: GatewayEntry,
  { port, protocol, host }: { port: number; protocol: string; host: string },
): ListenerEntry | undefined {
  const isByName = BY_SERVER_NAME.includes(protocol);
  const [first] = merged
    .filter(
      ({ fact, verdict }) =>
        gatewayClass.state !== 'missing' &&
        verdict.programmed.status !== 'False' &&
        fact.port === port &&
        (isByName
          ? BY_SERVER_NAME.includes(fact.protocol) &&
            matchGatewayHostname(fact.hostname, host)
          : fact.protocol === protocol),
    )
    .sort((a, b) => compareListenerHostnames(a.fact.hostname, b.fact.hostname));
  return first?.fact.protocol === protocol ? first : undefined;
}

function outcomeOf(
  { draft: { target } }: BackendEntry,
  hasReadyEndpoints: ReadinessLookUp,
): 'forwarded' | 'refused' | 'unknown' {
  if (target.state === 'unknown') {
    return 'unknown';
  }
  const ready =
    target.state === 'resolved' ? hasReadyEndpoints(target.value) : false;
  if (ready === undefined) {
    return 'unknown';
  }
  return ready ? 'forwarded' : 'refused';
}
