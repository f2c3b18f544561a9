import type {
  RequestOutcome,
  RequestShare,
} from '@portolan/plugin-traffic-common';
import type { BackendDraft } from '../../model/drafts';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  isRecord,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../snapshot/read';
import { serviceIndex } from '../../topology/serviceIndex';
import { backendsOf, redirectOf } from './draftRoutes';
import type { ContourRule } from './ContourRule';
import { rewritePath } from './expandPrefixes';
import { mirrorsOf, servicesOf } from './resolveBackends';
import { schemesOf } from './schemesOf';

/** What becomes of a request that the rule takes. */
export function outcomeOf(
  snapshot: ClusterSnapshot,
  rule: ContourRule,
  request: AskedRequest,
): RequestOutcome {
  const isPlain = request.scheme === 'http' || request.scheme === 'grpc';
  const way = schemesOf(rule).find(
    ({ scheme }) => (scheme === 'http') === isPlain,
  );
  if (way?.redirect) {
    const location = urlOf(request, { scheme: 'https' });
    return respond(301, 'The virtual host has TLS.', location);
  }
  if (rule.status !== null) {
    return respond(rule.status, 'The HTTPProxy to include is not there.');
  }
  const direct = rule.route.directResponsePolicy;
  if (isRecord(direct)) {
    return respond(readNumber(direct, 'statusCode') ?? 200, 'A fixed answer.');
  }
  const redirect = redirectOf(rule);
  if (redirect) {
    const prefix = readText(
      readRecord(rule.route, 'requestRedirectPolicy'),
      'prefix',
    );
    const path =
      prefix === undefined
        ? redirect.path ?? request.path
        : redirectPath(rule, prefix, request.path);
    return respond(
      redirect.statusCode,
      'The route redirects.',
      urlOf(request, {
        scheme: redirect.scheme ?? (isPlain ? 'http' : 'https'),
        host: redirect.hostname ?? request.host,
        port: redirect.port,
        path,
      }),
    );
  }
  const backends = backendsOf(snapshot, rule);
  if (
    backends.length === 0 ||
    backends.every(({ reason }) => reason !== null)
  ) {
    return respond(503, 'None of the Services of the route exists.');
  }
  const { proxy, path, route } = rule;
  return {
    kind: 'forward',
    shares: backends.map(backend => shareOf(snapshot, backend, rule, request)),
    mirrors: mirrorsOf(snapshot, {
      proxy,
      path,
      services: servicesOf(route),
    }).flatMap(({ ref, reason }) => (reason === null ? [ref] : [])),
  };
}

function respond(
  status: number,
  why: string,
  location: string | null = null,
): RequestOutcome {
  return { kind: 'respond', status, location, why };
}

function urlOf(
  request: AskedRequest,
  to: { scheme: string; host?: string; port?: number | null; path?: string },
): string {
  const { host = request.host, port = null, path = request.path } = to;
  const query = request.query ? `?${request.query}` : '';
  return `${to.scheme}://${host}${
    port === null ? '' : `:${port}`
  }${path}${query}`;
}

function shareOf(
  snapshot: ClusterSnapshot,
  backend: BackendDraft,
  rule: ContourRule,
  request: AskedRequest,
): RequestShare {
  const { target } = backend;
  const endpoints =
    target.state === 'resolved'
      ? snapshot
          .index(serviceIndex)
          .endpointsOf(
            target.value.service.namespace,
            target.value.service.name,
            target.value.servicePort,
          )
      : null;
  const isUnknown =
    target.state === 'unknown' || endpoints?.state === 'unknown';
  const isReady =
    endpoints?.state === 'external' ||
    (endpoints?.state === 'known' && endpoints.ready > 0);
  const answers = isReady && rule.kind === 'http';
  const outcome = isReady ? 'forwarded' : 'failed';
  return {
    backend: backend.ref,
    port: backend.port,
    share: backend.share,
    outcome: isUnknown ? 'unknown' : outcome,
    status: isUnknown || isReady || rule.kind === 'tcp' ? null : 503,
    host: answers ? hostSent(rule, request) : null,
    path: answers ? rewritePath(rule, request.path) : null,
    location: null,
  };
}

/** The Host header that the route sets; one with a variable in it is not known. */
function hostSent({ route }: ContourRule, { host }: AskedRequest) {
  const set = readList(readRecord(route, 'requestHeadersPolicy'), 'set').find(
    item => readText(item, 'name')?.toLowerCase() === 'host',
  );
  const value = set ? readText(set, 'value') ?? '' : host;
  return value.includes('%') ? null : value;
}

/** Envoy puts the prefix in the place of what the route matches, letter by letter. */
function redirectPath(
  { match }: ContourRule,
  prefix: string,
  path: string,
): string {
  return match.path.type === 'regex'
    ? prefix
    : `${prefix}${path.slice(match.path.value.length)}`;
}
