import type { RequestOutcome } from '@portolan/plugin-traffic-common';
import type { StringMatch } from '../../../istio/facts/stringMatch';
import type { HttpRoute } from '../../../istio/facts/virtualServices';
import type { AskedRequest } from '../../../request/AskedRequest';
import { authorityOf, isSecure } from './matchHttp';

/** Where a redirect leads: what it leaves out stays as it was asked, the query always does. */
export function redirect(
  {
    scheme,
    authority,
    port,
    derivePort,
    uri,
    prefixRewrite,
    redirectCode,
  }: NonNullable<HttpRoute['redirect']>,
  {
    uri: match,
    request,
    listenPort,
  }: {
    uri: StringMatch | null;
    request: AskedRequest;
    /** The number of the server's port. */
    listenPort: number | null;
  },
): RequestOutcome {
  const before = isSecure(request) ? 'https' : 'http';
  const target = scheme ?? before;
  const own = target === 'https' ? 443 : 80;
  const named = derivePort === 'FROM_REQUEST_PORT' ? listenPort : port;
  // A port that is the scheme's own is left out, and then what the Host header says holds again (Envoy, newUri).
  const host =
    named === null || named === own
      ? authority ?? authorityOf(request)
      : `${authority ?? request.host}:${named}`;
  const path =
    uri ??
    (prefixRewrite === null
      ? request.path
      : replacePrefix(match, request.path, prefixRewrite));
  const query = request.query && !path.includes('?') ? `?${request.query}` : '';
  return {
    kind: 'respond',
    status: redirectCode || 301,
    location: `${target}://${host}${path}${query}`,
    why: 'redirect',
  };
}

/** What matched is put out for the new text: the prefix, or the whole path of an exact or regular match. */
export function replacePrefix(
  match: StringMatch | null,
  path: string,
  replacement: string,
): string {
  if (match?.type === 'exact' || match?.type === 'regex') {
    return replacement;
  }
  const length = match?.type === 'prefix' ? match.value.length : 1;
  return `${replacement}${path.slice(length)}`;
}
