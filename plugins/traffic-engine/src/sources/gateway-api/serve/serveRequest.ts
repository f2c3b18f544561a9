import {
  compareRankedGrpcMatches,
  goesSurelyBefore,
  matchGrpcMethod,
  type RankedGrpcMatch,
} from '../../../match/gatewayGrpcMatch';
import {
  allAnswers,
  matchHttpRequest,
  matchRequestHeaders,
} from '../../../match/gatewayHttpMatch';
import { hostOfRequest } from '../../../match/gatewayHostname';
import {
  compareRankedBy,
  compareRankedMatches,
  isOrderSpecified,
  type RouteOrder,
} from '../../../match/gatewayRoutePrecedence';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import { GRPC_ROUTE, HTTP_ROUTE } from '../kinds';
import type { GatewayApiTranslation } from '../translate';
import { listCandidates, type Candidate } from './listCandidates';
import { regexDialectOf, type RegexDialect } from './regexDialect';
import { respond } from './respond';
import { selectListener } from './selectListener';
import type {
  GatewayRequest,
  ReadinessLookUp,
  ServedResponse,
} from './ServedResponse';

type Translation = Pick<
  GatewayApiTranslation,
  'gateways' | 'routes' | 'backendTlsPolicies'
>;

/** A response together with what led to it. */
export interface ServedTrace {
  readonly response: ServedResponse;
  /** The listener that took the request. */
  readonly listener: ListenerEntry | undefined;
  /** The match whose rule the response is from; undefined where the specification does not say which. */
  readonly winner: Candidate | undefined;
  /** The matches that take the request, or may, by precedence: the winner first. */
  readonly ranked: readonly Candidate[];
}

interface Found {
  readonly ranked: readonly Candidate[];
  /** Whether the specification says that this one wins. */
  readonly isCertain: boolean;
}

/**
 * What a Gateway answers to an HTTP request by the specification: listener, hostname, the winning match, and what its rule
 * does. Listeners are taken as isolated. Pure: the readiness of endpoints is asked of the caller.
 */
export function serveRequest(
  translation: Translation,
  request: GatewayRequest,
  hasReadyEndpoints: ReadinessLookUp,
): ServedResponse {
  return traceRequest(translation, request, hasReadyEndpoints).response;
}

/** `serveRequest` with what led to its answer. */
export function traceRequest(
  translation: Translation,
  request: GatewayRequest,
  hasReadyEndpoints: ReadinessLookUp,
): ServedTrace {
  return serve(translation, { request, hasReadyEndpoints, find: findHttp });
}

/**
 * The same for a gRPC call, whose path is `/service/method`: GRPCRoutes are asked, and HTTPRoutes where none of them takes
 * it. `not-found` is the status Unimplemented.
 */
export function serveGrpcCall(
  translation: Translation,
  request: GatewayRequest,
  hasReadyEndpoints: ReadinessLookUp,
): ServedResponse {
  return traceGrpcCall(translation, request, hasReadyEndpoints).response;
}

/** `serveGrpcCall` with what led to its answer; the HTTPRoutes that would have taken the call are last. */
export function traceGrpcCall(
  translation: Translation,
  request: GatewayRequest,
  hasReadyEndpoints: ReadinessLookUp,
): ServedTrace {
  return serve(translation, {
    request,
    hasReadyEndpoints,
    find: options => {
      const grpc = findGrpc(options);
      const http = findHttp(options);
      return {
        ranked: [...grpc.ranked, ...http.ranked],
        isCertain: grpc.ranked.length > 0 ? grpc.isCertain : http.isCertain,
      };
    },
  });
}

interface FindOptions {
  readonly translation: Translation;
  readonly listener: ListenerEntry;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly request: GatewayRequest;
  readonly dialect: RegexDialect;
  readonly order: RouteOrder;
  /** Those that may be in force instead. */
  readonly otherOrders: readonly RouteOrder[];
}

function serve(
  translation: Translation,
  options: {
    request: GatewayRequest;
    hasReadyEndpoints: ReadinessLookUp;
    find: (options: FindOptions) => Found;
  },
): ServedTrace {
  const { request, hasReadyEndpoints, find } = options;
  const gateway = translation.gateways.find(
    ({ ref }) =>
      ref.namespace === request.gateway.namespace &&
      ref.name === request.gateway.name,
  );
  if (!gateway) {
    return unheard({ kind: 'refused', why: 'there is no such Gateway' });
  }
  const host = hostOfRequest(request.host);
  const selection = selectListener(gateway, {
    port: request.port,
    scheme: request.scheme,
    host,
    serverName: hostOfRequest(request.serverName ?? request.host),
  });
  switch (selection.state) {
    case 'refused':
      return unheard({ kind: 'refused', why: selection.why });
    case 'not-found':
      return unheard({ kind: 'not-found', status: 404 });
    case 'misdirected':
      return unheard({ kind: 'misdirected', status: 421 });
    default:
  }
  const { listener } = selection;
  const [path, query] = splitPath(request.path);
  const { ranked, isCertain } = find({
    translation,
    listener,
    host,
    path,
    query,
    request,
    dialect: regexDialectOf(gateway.gatewayClass.controller),
    order: gateway.routeOrder,
    otherOrders: gateway.otherOrders,
  });
  const [winner] = ranked;
  const trace = (response: ServedResponse): ServedTrace => ({
    response,
    listener,
    ranked,
    winner: isCertain ? winner : undefined,
  });
  if (!winner) {
    return trace({ kind: 'not-found', status: 404 });
  }
  if (!isCertain) {
    return trace({
      kind: 'unknown',
      why:
        gateway.otherOrders.length > 0
          ? 'it is not known in which order the rules are tried'
          : 'a regular expression decides, and it is matched and ranked as the implementation sees fit',
    });
  }
  return trace(
    respond(winner, {
      request,
      path,
      query,
      host,
      listener,
      hasReadyEndpoints,
      policies: translation.backendTlsPolicies,
    }),
  );
}

/** No listener took the request. */
function unheard(response: ServedResponse): ServedTrace {
  return { response, listener: undefined, winner: undefined, ranked: [] };
}

function findHttp({
  translation,
  request,
  dialect,
  order,
  otherOrders,
  ...options
}: FindOptions): Found {
  const facts = { ...request, path: options.path, query: options.query };
  const { reading, rank } = dialect;
  const compare = compareRankedBy(rank, order);
  return found(
    [
      ...listCandidates(translation.routes, {
        ...options,
        kinds: [HTTP_ROUTE],
        answerOf: ({ matches }, index) =>
          matchHttpRequest(matches[index], facts, reading),
      }),
    ].sort(compare),
    (a, b) =>
      [order, ...otherOrders].every(
        each =>
          compareRankedBy(rank, each)(a, b) < 0 &&
          (each === 'as-written' || isOrderSpecified(a, b, rank)),
      ),
  );
}

function findGrpc({
  translation,
  request,
  dialect: { reading },
  order,
  otherOrders,
  ...options
}: FindOptions): Found {
  const isAsWritten = order === 'as-written';
  const compare = (a: RankedGrpcMatch, b: RankedGrpcMatch) =>
    isAsWritten
      ? compareRankedMatches(a, b, order)
      : compareRankedGrpcMatches(a, b);
  return found(
    listCandidates(translation.routes, {
      ...options,
      kinds: [GRPC_ROUTE],
      answerOf: (rule, index) =>
        allAnswers([
          matchGrpcMethod(
            rule.grpcMethods?.[index] ?? null,
            options.path,
            reading,
          ),
          matchRequestHeaders(
            rule.matches[index].headers,
            request.headers,
            reading,
          ),
        ]),
    })
      .map(withGrpcMethod)
      .sort(compare),
    (a, b) =>
      (isAsWritten ? compare(a, b) < 0 : goesSurelyBefore(a, b)) &&
      otherOrders.every(
        each => each !== 'as-written' || compareRankedMatches(a, b, each) < 0,
      ),
  );
}

/**
 * The match that surely takes the request and surely goes before all others that do or may, but for those of its own rule,
 * which would do the same; it is put first. None where an expression that is not decided could win.
 */
function found<T extends Candidate>(
  ranked: readonly T[],
  surelyBefore: (a: T, b: T) => boolean,
): Found {
  const winner = ranked.find(
    candidate =>
      candidate.answer === 'yes' &&
      ranked.every(
        other =>
          other === candidate ||
          other.rule === candidate.rule ||
          surelyBefore(candidate, other),
      ),
  );
  return winner
    ? {
        ranked: [winner, ...ranked.filter(other => other !== winner)],
        isCertain: true,
      }
    : { ranked, isCertain: ranked.length === 0 };
}

function withGrpcMethod(candidate: Candidate): Candidate & RankedGrpcMatch {
  const { rule, matchIndex } = candidate;
  return { ...candidate, grpcMethod: rule.grpcMethods?.[matchIndex] ?? null };
}

function splitPath(path: string): [path: string, query: string] {
  const at = path.indexOf('?');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}
