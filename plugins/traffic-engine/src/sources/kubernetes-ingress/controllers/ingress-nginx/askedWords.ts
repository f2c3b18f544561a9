import type { AskedRequest } from '../../../../request/AskedRequest';

/** The scheme that NGINX sees: `$scheme`. */
export function schemeOf({ scheme }: AskedRequest): 'http' | 'https' {
  return scheme === 'https' || scheme === 'grpcs' || scheme === 'tls'
    ? 'https'
    : 'http';
}

/** The Host header as a client sends it, with a port that is not the scheme's own: `$http_host`. */
export function httpHostOf(request: AskedRequest): string {
  const own = schemeOf(request) === 'https' ? 443 : 80;
  return (
    request.headers.host ??
    (request.port === own ? request.host : `${request.host}:${request.port}`)
  );
}

/** The query with its question mark, or nothing. */
export function queryOf({ query }: AskedRequest): string {
  return query === '' ? '' : `?${query}`;
}

/** How the controller's redirects write what was asked for. */
export function withoutLastSlash(uri: string): string {
  return uri.endsWith('/') ? uri.slice(0, -1) : uri;
}

/** The path and query as asked for: `$request_uri`. */
export function uriOf(request: AskedRequest): string {
  return `${request.path}${queryOf(request)}`;
}
