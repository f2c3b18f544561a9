import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { replacePathPrefix } from '../../../match/gatewayPath';
import type { PathChange, RedirectFact, RewriteFact } from '../facts/routeFact';
import type { RedirectLocation } from './ServedResponse';

const WELL_KNOWN_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
};

/** The parts of a request that redirects and rewrites change. */
export interface ChangeableRequest {
  readonly scheme: string;
  /** Without a port. */
  readonly host: string;
  /** Of the listener. */
  readonly port: number;
  /** Without the query. */
  readonly path: string;
  /** Without the `?`; '' when there is none. */
  readonly query: string;
  readonly match: RouteMatch;
}

/**
 * Where a redirect leads. Without a port of its own it is that of its scheme, and without a scheme the listener's; the port
 * that belongs to the scheme is not written (HTTPRequestRedirectFilter.port). The query stays, as controllers leave it.
 */
export function redirectLocation(
  redirect: RedirectFact,
  request: ChangeableRequest,
): RedirectLocation {
  const scheme = redirect.scheme ?? request.scheme;
  const derived = redirect.scheme
    ? WELL_KNOWN_PORTS[redirect.scheme]
    : undefined;
  const port = redirect.port ?? derived ?? request.port;
  return {
    scheme,
    hostname: redirect.hostname ?? request.host,
    port: port === WELL_KNOWN_PORTS[scheme] ? null : port,
    path: `${changePath(redirect.pathChange, request)}${
      request.query === '' ? '' : `?${request.query}`
    }`,
  };
}

/** What the backend sees of host and path after a rewrite. */
export function rewriteRequest(
  rewrite: RewriteFact | null,
  request: ChangeableRequest,
): { host: string; path: string } {
  return {
    host: rewrite?.hostname ?? request.host,
    path: changePath(rewrite?.pathChange ?? null, request),
  };
}

function changePath(
  change: PathChange | null,
  { path, match }: Pick<ChangeableRequest, 'path' | 'match'>,
): string {
  switch (change?.type) {
    case 'ReplaceFullPath':
      return change.value || '/';
    case 'ReplacePrefixMatch':
      return replacePathPrefix({
        path,
        prefix: match.path?.value ?? '/',
        replacement: change.value,
      });
    default:
      return path;
  }
}
