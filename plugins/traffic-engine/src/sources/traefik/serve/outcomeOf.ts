import type {
  Redirect,
  RequestOutcome,
  RequestShare,
} from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { BackendDraft } from '../../../model/drafts';
import { serviceIndex } from '../../../topology/serviceIndex';
import type { MiddlewareChain } from '../follow/followMiddlewares';
import type { Install } from '../install/Install';
import { sanitizePath } from '../rule/sanitizePath';
import type { Router } from '../routers/Router';

/** The statuses by which methods other than GET are kept. */
const KEEPING_METHOD: Readonly<Record<number, number>> = { 301: 308, 302: 307 };

/** What the router that won does with a request. */
export function outcomeOf(
  router: Router,
  options: {
    snapshot: ClusterSnapshot;
    install: Install;
    request: AskedRequest;
  },
): RequestOutcome {
  const { request } = options;
  const { chain, flow, protocol } = router;
  const treated = treat(request, chain.steps);
  if ('kind' in treated) {
    return treated;
  }
  if (flow.internal.length > 0) {
    return {
      kind: 'unknown',
      why: `Traefik answers itself, by its service ${flow.internal.join(
        ', ',
      )}.`,
    };
  }
  const shares = flow.backends.map(backend =>
    shareOf(backend, { ...options, router, path: treated.path }),
  );
  if (!shares.some(({ share }) => share > 0)) {
    return protocol === 'http'
      ? answer(503, 'No service of the rule has a weight above 0.')
      : { kind: 'refused', why: 'No service of the rule takes connections.' };
  }
  return { kind: 'forward', shares, mirrors: [...flow.mirrors] };
}

/** What the middlewares answer, or the path that they hand on; null where that is not worked out. */
function treat(
  request: AskedRequest,
  steps: MiddlewareChain['steps'],
): RequestOutcome | { readonly path: string | null } {
  const scheme = isSecure(request) ? 'https' : 'http';
  let path: string | null = sanitizePath(request.path);
  for (const step of steps) {
    const seen: AskedRequest | null =
      path === null ? null : { ...request, path };
    switch (step.kind) {
      case 'path':
        path = path === null ? null : step.change(path);
        break;
      case 'redirect-scheme':
        if (step.redirect.scheme !== scheme) {
          const redirect = redirectTo(
            step.redirect,
            seen ?? request,
            'A middleware redirects.',
          );
          return seen ? redirect : { ...redirect, location: null };
        }
        break;
      default: {
        const url = seen && urlOf(seen);
        if (url === null || step.regexp.state !== 'known') {
          return {
            kind: 'unknown',
            why: 'A middleware redirects by a regular expression, which is not worked out here.',
          };
        }
        const location = step.regexp.replaceAll(url, step.replacement);
        if (step.regexp.test(url) && location !== url) {
          return {
            ...answer(
              statusFor(request, step.statusCode),
              'A middleware redirects.',
            ),
            location,
          };
        }
      }
    }
  }
  return { path: path === '' ? '/' : path };
}

/** As Traefik puts it together from what the client sent. */
function urlOf(request: AskedRequest): string {
  const { host, port, path, query } = request;
  const scheme = isSecure(request) ? 'https' : 'http';
  const authority = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${authority}${
    port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`
  }${path}${query ? `?${query}` : ''}`;
}

function statusFor({ method }: AskedRequest, status: number): number {
  return method === 'GET' ? status : KEEPING_METHOD[status] ?? status;
}

/** A redirect to another scheme; methods other than GET keep theirs by 307 and 308. */
export function redirectTo(
  redirect: Pick<Redirect, 'port' | 'statusCode'> & { scheme: string | null },
  request: AskedRequest,
  why: string,
): RequestOutcome & { kind: 'respond' } {
  const { host, path, query } = request;
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    kind: 'respond',
    status: statusFor(request, redirect.statusCode),
    location: `${redirect.scheme ?? 'https'}://${authority}${
      redirect.port === null ? '' : `:${redirect.port}`
    }${path}${query ? `?${query}` : ''}`,
    why,
  };
}

export function answer(
  status: number,
  why: string,
): RequestOutcome & { kind: 'respond' } {
  return { kind: 'respond', status, location: null, why };
}

export function isSecure({ scheme }: AskedRequest): boolean {
  return scheme === 'https' || scheme === 'grpcs' || scheme === 'tls';
}

/** How many endpoints of a backend are ready; undefined where that is not known. */
export function readyOf(
  snapshot: ClusterSnapshot,
  { target }: BackendDraft,
): number | undefined {
  if (target.state === 'unknown') {
    return undefined;
  }
  if (target.state !== 'resolved') {
    return 0;
  }
  const { service, servicePort } = target.value;
  const endpoints = snapshot
    .index(serviceIndex)
    .endpointsOf(service.namespace, service.name, servicePort);
  switch (endpoints.state) {
    case 'known':
      return endpoints.ready;
    case 'external':
      return 1;
    case 'none':
      return 0;
    default:
      return undefined;
  }
}

function shareOf(
  backend: BackendDraft,
  options: {
    snapshot: ClusterSnapshot;
    install: Install;
    request: AskedRequest;
    router: Router;
    path: string | null;
  },
): RequestShare {
  const { snapshot, install, request, router, path } = options;
  const ready = readyOf(snapshot, backend);
  const isHttp = router.protocol === 'http';
  const share = {
    backend: backend.ref,
    port: backend.port,
    share: backend.share,
    location: null,
    host: null,
    path: null,
    status: null,
  };
  if (ready === undefined) {
    return { ...share, outcome: 'unknown' };
  }
  if (ready === 0 && router.flow.native.includes(backend.provenance.path)) {
    return { ...share, outcome: 'failed' };
  }
  if (ready === 0) {
    // Without the flag the router is not there, and whether the flag is set is not known.
    return isHttp && install.state === 'not-known'
      ? { ...share, outcome: 'unknown' }
      : { ...share, outcome: 'failed', status: isHttp ? 503 : null };
  }
  if (!isHttp) {
    return { ...share, outcome: 'forwarded' };
  }
  const keepsHost = !router.policies.some(
    ({ setBy, aspect }) =>
      aspect === 'headers' && setBy.path.endsWith('.passHostHeader'),
  );
  return {
    ...share,
    outcome: 'forwarded',
    host: keepsHost ? request.host : null,
    path,
  };
}
