import type {
  Redirect,
  RequestOutcome,
  RequestShare,
} from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { BackendDraft } from '../../../model/drafts';
import { serviceIndex } from '../../../topology/serviceIndex';
import type { Install } from '../install/Install';
import type { Router } from '../routers/Router';

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
  const scheme = isSecure(request) ? 'https' : 'http';
  if (chain.redirect && chain.redirect.scheme !== scheme) {
    return redirectTo(chain.redirect, request, 'A middleware redirects.');
  }
  if (chain.mayRedirect) {
    return {
      kind: 'unknown',
      why: 'A middleware redirects by a regular expression, which is not worked out here.',
    };
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
    shareOf(backend, { ...options, router }),
  );
  if (!shares.some(({ share }) => share > 0)) {
    return protocol === 'http'
      ? answer(503, 'No service of the rule has a weight above 0.')
      : { kind: 'refused', why: 'No service of the rule takes connections.' };
  }
  return { kind: 'forward', shares, mirrors: [...flow.mirrors] };
}

const KEEPING_METHOD: Readonly<Record<number, number>> = { 301: 308, 302: 307 };

/** A redirect to another scheme; methods other than GET keep theirs by 307 and 308. */
export function redirectTo(
  redirect: Pick<Redirect, 'port' | 'statusCode'> & { scheme: string | null },
  request: AskedRequest,
  why: string,
): RequestOutcome {
  const { method, host, path, query } = request;
  const status =
    method === 'GET'
      ? redirect.statusCode
      : KEEPING_METHOD[redirect.statusCode] ?? redirect.statusCode;
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    kind: 'respond',
    status,
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
  },
): RequestShare {
  const { snapshot, install, request, router } = options;
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
  if (ready === 0) {
    // Without the flag the router is not there, and whether the flag is set is not known.
    return isHttp && install.state === 'not-known'
      ? { ...share, outcome: 'unknown' }
      : { ...share, outcome: 'failed', status: isHttp ? 503 : null };
  }
  if (!isHttp) {
    return { ...share, outcome: 'forwarded' };
  }
  const path = router.chain.pathChanges.reduce<string | null>(
    (changed, change) => (changed === null ? null : change(changed)),
    request.path,
  );
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
