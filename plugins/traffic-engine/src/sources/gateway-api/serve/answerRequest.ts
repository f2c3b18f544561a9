import type {
  Entry,
  ObjectRef,
  RequestAnswer,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { LISTENER_SETS } from '../../../kinds/gatewayApiKinds';
import type { KindRef } from '../../../kinds/KindRef';
import { matchGatewayHostname } from '../../../match/gatewayHostname';
import { canTellAbsence } from '../../../references/lookUp';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../../topology/serviceIndex';
import { VENDOR_BACKEND_KINDS } from '../../../topology/vendorBackend';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import {
  GRPC_ROUTE,
  HTTP_ROUTE,
  SOURCE_ID,
  TCP_ROUTE,
  TLS_ROUTE,
  UDP_ROUTE,
} from '../kinds';
import { entryOf } from '../routes/doors';
import {
  gatewayApiTranslation,
  type GatewayApiTranslation,
} from '../translate';
import { findMismatch } from './findMismatch';
import type { Candidate } from './listCandidates';
import { withoutMergedLosers } from './mergedGateways';
import { listMisses, listOutranked, toRule } from './listRunnersUp';
import { regexDialectOf } from './regexDialect';
import type { GatewayRequest, ReadinessLookUp } from './ServedResponse';
import { traceConnection } from './serveConnection';
import { traceGrpcCall, traceRequest } from './serveRequest';
import { toConnectionOutcome, toOutcome } from './toOutcome';

const PROTOCOLS: Readonly<Record<AskedRequest['scheme'], readonly string[]>> = {
  http: ['HTTP', 'TCP'],
  grpc: ['HTTP', 'TCP'],
  https: ['HTTPS', 'TLS', 'TCP'],
  grpcs: ['HTTPS', 'TLS', 'TCP'],
  tls: ['TLS', 'TCP'],
  tcp: ['TCP'],
  udp: ['UDP'],
};
const CONNECTION_PROTOCOLS = ['TLS', 'TCP', 'UDP'] as const;
const CONNECTIONS = [TLS_ROUTE, TCP_ROUTE, UDP_ROUTE];

/** What became of a request at one Gateway, before it is put in the wire's words. */
interface Trace {
  readonly outcome: RequestOutcome;
  readonly listener: ListenerEntry | undefined;
  readonly winner: Candidate | undefined;
  readonly ranked: readonly Candidate[];
  readonly kinds: readonly KindRef[];
}

/**
 * What every Gateway of a cluster that listens on the request's port answers. Those of whose listeners none is for the host
 * are left out, unless there is no other.
 */
export function answerRequest(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
): readonly RequestAnswer[] {
  const translation = snapshot.index(gatewayApiTranslation);
  const onPort = translation.gateways.filter(({ merged }) =>
    merged.some(({ fact }) => fact.port === request.port),
  );
  const forHost = onPort.filter(gateway => isForHost(gateway, request));
  const context = { snapshot, translation, request };
  const traced = (forHost.length > 0 ? forHost : onPort).map(gateway => ({
    gateway,
    ...traceAt(gateway, context),
  }));
  return withoutMergedLosers(traced, {
    isEncrypted: !['http', 'grpc'].includes(request.scheme),
  }).map(trace => toAnswer(trace, context));
}

function isForHost({ merged }: GatewayEntry, request: AskedRequest): boolean {
  const name = request.sni ?? request.host;
  return merged.some(
    listener =>
      isServed(listener) &&
      listener.fact.port === request.port &&
      PROTOCOLS[request.scheme].includes(listener.fact.protocol) &&
      matchGatewayHostname(listener.fact.hostname, name),
  );
}

/** A listener that conflicts with another, or is refused, listens for nobody. */
function isServed({ verdict }: ListenerEntry): boolean {
  return verdict.programmed.status !== 'False';
}

interface Context {
  readonly snapshot: ClusterSnapshot;
  readonly translation: GatewayApiTranslation;
  readonly request: AskedRequest;
}

function toAnswer(
  trace: Trace & { readonly gateway: GatewayEntry },
  context: Context,
): RequestAnswer {
  const { snapshot, translation, request } = context;
  const { gateway, outcome, listener, winner, ranked, kinds } = trace;
  const { reading } = regexDialectOf(gateway.gatewayClass.controller);
  const runnersUp = [
    ...(listener ? listOutranked(ranked, { listener, winner }) : []),
    ...listMisses(translation.routes, {
      gateway,
      listener,
      kinds,
      ranked,
      port: request.port,
      host: request.host,
      mismatchOf: (rule, index) =>
        findMismatch(rule, index, { request, reading }),
    }),
  ];
  const isOpen = runnersUp.some(({ lostBy }) => lostBy === 'not-known');
  return {
    cluster: snapshot.cluster,
    source: SOURCE_ID,
    entry: listener ? entryOf(listener) : entryOnPort(gateway, request.port),
    outcome: winner
      ? outcome
      : unlessUnseen(outcome, { snapshot, kinds, isOpen }),
    winner: winner && listener ? toRule(winner, listener) : null,
    runnersUp,
  };
}

/** That no rule takes a request is only said where all rules were seen. */
function unlessUnseen(
  outcome: RequestOutcome,
  options: {
    snapshot: ClusterSnapshot;
    kinds: readonly KindRef[];
    isOpen: boolean;
  },
): RequestOutcome {
  const { snapshot, kinds, isOpen } = options;
  const isEmpty =
    outcome.kind === 'respond'
      ? outcome.status === 404
      : // Where connections are refused for want of a rule, and not for the TLS of a listener.
        outcome.kind === 'refused' && kinds === CONNECTIONS;
  if (!isEmpty) {
    return outcome;
  }
  const unseen = [...kinds, ...LISTENER_SETS]
    .filter(kind => !canTellAbsence(snapshot.statusOf(kind), ''))
    .map(({ kind }) => kind);
  if (unseen.length > 0) {
    return {
      kind: 'unknown',
      why: `No rule that could be looked at takes the request, and not all ${unseen.join(
        ' and ',
      )} objects could be.`,
    };
  }
  return isOpen
    ? {
        kind: 'unknown',
        why: 'A rule would take the request, and it is not known whether it is attached.',
      }
    : outcome;
}

function traceAt(gateway: GatewayEntry, context: Context): Trace {
  const { snapshot, translation, request } = context;
  const hasReadyEndpoints = readinessIn(snapshot);
  const connection = traceConnectionAt(gateway, context, hasReadyEndpoints);
  if (connection) {
    return connection;
  }
  const isGrpc = isGrpcCall(request);
  const trace = isGrpc ? traceGrpcCall : traceRequest;
  const { response, listener, winner, ranked } = trace(
    translation,
    toGatewayRequest(gateway, request),
    hasReadyEndpoints,
  );
  return {
    outcome: toOutcome(response, backendsOf(ranked)),
    listener,
    winner,
    ranked,
    kinds: isGrpc ? [GRPC_ROUTE, HTTP_ROUTE] : [HTTP_ROUTE],
  };
}

/** What a request is to a listener that only sees its connection; undefined where none does, and HTTP may be spoken. */
function traceConnectionAt(
  gateway: GatewayEntry,
  { translation, request }: Context,
  hasReadyEndpoints: ReadinessLookUp,
): Trace | undefined {
  const { scheme, port, sni } = request;
  const traces = CONNECTION_PROTOCOLS.filter(protocol =>
    PROTOCOLS[scheme].includes(protocol),
  ).map(protocol => {
    const { response, listener, ranked } = traceConnection(
      translation,
      {
        gateway: gateway.ref,
        port,
        protocol,
        ...(protocol === 'TLS' && sni && { serverName: sni }),
      },
      hasReadyEndpoints,
    );
    return {
      outcome: toConnectionOutcome(response, backendsOf(ranked)),
      listener,
      winner: ranked[0],
      ranked,
      kinds: CONNECTIONS,
    };
  });
  const speaksHttp = PROTOCOLS[scheme].some(protocol =>
    protocol.startsWith('HTTP'),
  );
  return (
    traces.find(({ listener }) => listener) ??
    (speaksHttp ? undefined : traces[0])
  );
}

function toGatewayRequest(
  { ref }: GatewayEntry,
  request: AskedRequest,
): GatewayRequest {
  const { scheme, host, port, sni, method, path, query, headers } = request;
  const isWithTls = scheme === 'https' || scheme === 'grpcs';
  return {
    gateway: ref,
    port,
    scheme: isWithTls ? 'https' : 'http',
    host: host.includes(':') ? `[${host}]` : host,
    serverName: sni ?? '',
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
  };
}

function backendsOf([winner]: readonly Candidate[]) {
  return winner?.route.rules[winner.ruleIndex].backends ?? [];
}

/** What lies outside (an external name, a vendor's backend) is taken to answer: it is not ours to see. */
function readinessIn(snapshot: ClusterSnapshot): ReadinessLookUp {
  const services = snapshot.index(serviceIndex);
  return ({ service, servicePort }) => {
    if (service.group !== '') {
      return isAnswering(snapshot, service);
    }
    const endpoints = services.endpointsOf(
      service.namespace,
      service.name,
      servicePort,
    );
    switch (endpoints.state) {
      case 'known':
        return endpoints.ready > 0;
      case 'external':
        return true;
      case 'none':
        return false;
      default:
        return undefined;
    }
  };
}

/** Another kind of backend: one that leads outside is taken to answer, of one that leads to pods it is not known. */
function isAnswering(
  snapshot: ClusterSnapshot,
  { group, kind, namespace, name }: ObjectRef,
): boolean | undefined {
  const known = VENDOR_BACKEND_KINDS.find(
    each => each.kind.group === group && each.kind.kind === kind,
  );
  const object = known && snapshot.get(known.kind, namespace, name);
  switch (object && known?.describe(object).state) {
    case 'none':
      return false;
    case 'unknown':
      return undefined;
    default:
      return true;
  }
}

/** The door where no listener took the request: all that listen on its port; those that are refused where there is no other. */
function entryOnPort(gateway: GatewayEntry, port: number): Entry {
  const onPort = gateway.merged.filter(({ fact }) => fact.port === port);
  const open = onPort.filter(isServed);
  const listeners = open.length > 0 ? open : onPort;
  return {
    kind: 'listener',
    gateway: gateway.ref,
    listener: listeners.map(({ fact }) => fact.name).join(', '),
    className: gateway.gatewayClass.name,
    controller: gateway.gatewayClass.controller,
  };
}

/** gRPC is a POST over HTTP/2 with its own content type, whatever the scheme calls it (gRPC over HTTP2, Requests). */
function isGrpcCall({ scheme, method, headers }: AskedRequest): boolean {
  return (
    scheme === 'grpc' ||
    scheme === 'grpcs' ||
    (method === 'POST' &&
      (headers['content-type'] ?? '').startsWith('application/grpc'))
  );
}
