import type {
  Backend,
  RequestOutcome,
  RequestShare,
} from '@portolan/plugin-traffic-common';
import type { StringMatch } from '../../../istio/facts/stringMatch';
import type { HttpRoute } from '../../../istio/facts/virtualServices';
import type { BackendDraft } from '../../../model/drafts';
import type { MeshPeers } from '../../../join/meshPeers';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { replaceGatewayRegex } from '../../../match/replaceGatewayRegex';
import { serviceIndex } from '../../../topology/serviceIndex';
import { mirrorsOf } from '../policies/rulePolicies';
import type { CallerIdentity } from '../../../istio/callerIdentity';
import { toBackends, type ResolvedDestination } from '../routes/destinations';
import type { Drafting } from '../routes/draftHttp';
import type { Place } from '../routes/places';
import type { BoundMatch } from '../routes/RouteTable';
import { abortedWith } from './abortedWith';
import { authorizeBehind } from './authorizeBehind';
import { authorityOf } from './matchHttp';
import { matchString } from './matchString';
import { redirect, replacePrefix } from './redirect';

/** What answering needs besides the rule that won. */
export interface Responding {
  readonly snapshot: ClusterSnapshot;
  readonly drafting: Drafting;
  readonly place: Place;
  readonly request: AskedRequest;
  readonly mesh: MeshPeers | undefined;
}

/** What the rule that won does with the request. */
export function respond(
  { rule, match }: BoundMatch,
  options: Responding,
): RequestOutcome {
  const { request } = options;
  const http = rule.rule;
  if (isPreflight(http, request)) {
    return {
      kind: 'respond',
      status: 200,
      location: null,
      why: 'corsPolicy lets the proxy answer this preflight request itself',
    };
  }
  const abort = http.fault?.abort;
  // Without a percentage no request is aborted (istiod leaves Envoy's own, which is 0).
  const status = abort ? abortedWith(abort) : undefined;
  const aborted =
    status === undefined ? 0 : (abort?.percentage?.value ?? 0) / 100;
  if (status !== undefined && aborted >= 1) {
    return {
      kind: 'respond',
      status,
      location: null,
      why: 'fault injection aborts every request',
    };
  }
  if (http.redirect) {
    return redirect(http.redirect, {
      uri: match?.uri ?? null,
      request,
      listenPort: options.place.port,
    });
  }
  if (http.directResponse) {
    return {
      kind: 'respond',
      status: http.directResponse.status,
      location: null,
      why: 'directResponse',
    };
  }
  if (http.route.length === 0) {
    return {
      kind: 'unknown',
      why: 'the rule has no route, which istiod refuses',
    };
  }
  return forward(
    { rule, match },
    { ...options, aborted, abortStatus: status ?? null },
  );
}

function isPreflight(
  { corsPolicy }: HttpRoute,
  { method, headers }: AskedRequest,
): boolean {
  const { origin } = headers;
  if (
    !corsPolicy ||
    method !== 'OPTIONS' ||
    origin === undefined ||
    headers['access-control-request-method'] === undefined
  ) {
    return false;
  }
  if (corsPolicy.unmatchedPreflights === 'IGNORE') {
    return true;
  }
  const origins: readonly StringMatch[] =
    corsPolicy.allowOrigins.length > 0
      ? corsPolicy.allowOrigins
      : corsPolicy.allowOrigin.map(value => ({ type: 'exact', value }));
  return origins.some(
    wanted =>
      (wanted.type === 'exact' && wanted.value === '*') ||
      matchString(wanted, origin) === 'yes',
  );
}

/** The destinations of the winner, resolved as its draft has them. */
function destinationsOf(
  rule: BoundMatch['rule'],
  { drafting, place }: Responding,
) {
  const owner = rule.owner.ref.namespace;
  return rule.rule.route.map(({ destination, weight }, index) => ({
    resolved: drafting.resolve(destination, {
      client: place.client ?? owner,
      proxies: place.proxies,
      owner,
      port: place.port,
    }),
    weight,
    provenance: {
      source: '',
      object: rule.owner.ref,
      path: `${rule.path}.route[${index}]`,
    },
  }));
}

function forward(
  { rule, match }: Pick<BoundMatch, 'rule' | 'match'>,
  options: Responding & { aborted: number; abortStatus: number | null },
): RequestOutcome {
  const { aborted, abortStatus, request, drafting, place } = options;
  const http = rule.rule;
  const destinations = destinationsOf(rule, options);
  const backends = toBackends(destinations);
  const sent = {
    host: http.rewrite?.authority ?? headerHost(http) ?? null,
    path: rewritePath(http, { uri: match?.uri ?? null, path: request.path }),
  };
  const shares = backends.flatMap((backend, index): RequestShare[] =>
    backend.share === 0
      ? []
      : [
          toShare(backend, destinations[index].resolved, {
            ...options,
            sent: {
              ...sent,
              host:
                sent.host ??
                headerHost(http.route[index]) ??
                authorityOf(request),
            },
          }),
        ],
  );
  if (shares.length === 0) {
    return { kind: 'unknown', why: 'all weights are 0, which istiod refuses' };
  }
  const failed = shares.every(({ outcome }) => outcome === 'failed');
  if (failed && aborted === 0 && shares.every(({ status }) => status === 503)) {
    return {
      kind: 'respond',
      status: 503,
      location: null,
      why: 'no destination of the rule is there and ready',
    };
  }
  return {
    kind: 'forward',
    shares:
      aborted > 0
        ? shares.flatMap((share): RequestShare[] => [
            { ...share, share: share.share * (1 - aborted) },
            {
              ...share,
              share: share.share * aborted,
              outcome: 'failed',
              status: abortStatus,
            },
          ])
        : shares,
    mirrors: mirrorsOf(http).map(
      ({ destination }) =>
        drafting.resolve(destination, {
          client: place.client ?? rule.owner.ref.namespace,
          proxies: place.proxies,
          owner: rule.owner.ref.namespace,
          port: place.port,
        }).ref,
    ),
  };
}

function toShare(
  backend: BackendDraft,
  resolved: ResolvedDestination,
  options: Responding & {
    sent: { host: string; path: string | null };
  },
): RequestShare {
  const { sent } = options;
  const whole = {
    backend: backend.ref,
    port: backend.port,
    share: backend.share,
    location: null,
  };
  const here = readinessOf(backend, options.snapshot);
  // The same Service may be ready in another cluster, if the mesh knows of it.
  const readiness =
    here === 'no' && mayBeElsewhere(backend, options) ? 'not-known' : here;
  if (readiness === 'no') {
    return {
      ...whole,
      outcome: 'failed',
      status: 503,
      host: null,
      path: null,
    };
  }
  const isOpen = readiness === 'yes' && isAllowedBehind(resolved, options);
  if (isOpen === 'denied') {
    return { ...whole, outcome: 'failed', status: 403, host: null, path: null };
  }
  return {
    ...whole,
    ...sent,
    outcome: isOpen === 'allowed' ? 'forwarded' : 'unknown',
    status: null,
  };
}

/**
 * The gateway as the workloads behind it see it. Its certificate is that of its service account; where several accounts play
 * it, or none is known, it is not known.
 */
function identityOf({ server }: Place): CallerIdentity {
  const accounts = (server?.workloads.workloads ?? []).map(
    ({ ref, serviceAccount }) => ({ namespace: ref.namespace, serviceAccount }),
  );
  const [first] = accounts;
  return first !== undefined &&
    accounts.every(
      ({ namespace, serviceAccount }) =>
        namespace === first.namespace &&
        serviceAccount === first.serviceAccount,
    )
    ? first
    : 'not-known';
}

/** Whether the workloads' own proxies let the request in: their caller is the gateway. */
function isAllowedBehind(
  resolved: ResolvedDestination,
  { snapshot, request, place }: Responding,
): 'allowed' | 'denied' | 'not-known' {
  return resolved.entry?.kind === 'service'
    ? authorizeBehind(snapshot, resolved.entry.service, {
        request,
        identity: identityOf(place),
      })
    : 'allowed';
}

function mayBeElsewhere(
  backend: BackendDraft,
  { snapshot, mesh }: Responding,
): boolean {
  const isDry =
    backend.reason === null ||
    backend.reason === 'BackendNotFound' ||
    backend.reason === 'SubsetNotReady';
  return (
    isDry &&
    (mesh?.elsewhere(snapshot.cluster, backend) ?? []).some(
      ({ ready }) => ready !== 0,
    )
  );
}

function readinessOf(
  { target, endpoints, reason }: BackendDraft,
  snapshot: ClusterSnapshot,
): 'yes' | 'no' | 'not-known' {
  if (target.state === 'unknown') {
    return 'not-known';
  }
  if (target.state !== 'resolved' || reason !== null) {
    return 'no';
  }
  const { service, servicePort } = target.value;
  const known: Backend['endpoints'] =
    endpoints ??
    snapshot
      .index(serviceIndex)
      .endpointsOf(service.namespace, service.name, servicePort);
  switch (known.state) {
    case 'known':
      return known.ready > 0 ? 'yes' : 'no';
    case 'external':
      return 'yes';
    case 'none':
      return 'no';
    default:
      return 'not-known';
  }
}

/** A rule may also set the Host header among its headers. */
function headerHost({
  headers,
}: Pick<HttpRoute, 'headers'>): string | undefined {
  const set = { ...headers?.request?.add, ...headers?.request?.set };
  const [, value] =
    Object.entries(set).find(([name]) =>
      ['host', ':authority'].includes(name.toLowerCase()),
    ) ?? [];
  return value;
}

/** The path that a backend gets; null where RE2 refuses the expression that decides. */
function rewritePath(
  { rewrite }: HttpRoute,
  { uri, path }: { uri: StringMatch | null; path: string },
): string | null {
  const byRegex = rewrite?.uriRegexRewrite;
  if (byRegex) {
    return (
      replaceGatewayRegex({
        text: path,
        pattern: byRegex.match ?? '',
        substitution: byRegex.rewrite ?? '',
      }) ?? null
    );
  }
  return rewrite?.uri ? replacePrefix(uri, path, rewrite.uri) : path;
}
