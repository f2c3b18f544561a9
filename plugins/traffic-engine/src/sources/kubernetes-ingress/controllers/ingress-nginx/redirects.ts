import type { Provenance, Redirect } from '@portolan/plugin-traffic-common';
import { isFalse, isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';
import type { Claim, NginxServer } from './servers';

/** Both are the controller's defaults, which its ConfigMap may change: http-redirect-code. */
export const HTTPS_REDIRECT_CODE = 308;
/** The default of no-tls-redirect-locations: certificates are asked for by plain HTTP. */
const NEVER_TO_HTTPS = '/.well-known/acme-challenge';

/** A redirect that an annotation sets for all requests of its Ingress. */
export interface AnnotatedRedirect {
  readonly target: string;
  readonly status: number;
  readonly setBy: Provenance;
}

/**
 * `temporal-redirect`, else `permanent-redirect` (internal/ingress/annotations/redirect). A `temporal-redirect` to anything
 * but a URL of HTTP is an error there, and then nothing is redirected.
 */
export function redirectOf({
  fact,
  isCatchAll,
}: Pick<Claim, 'fact' | 'isCatchAll'>): AnnotatedRedirect | null {
  if (isCatchAll) {
    return null;
  }
  for (const { name, code } of [
    { name: 'temporal-redirect', code: 302 },
    { name: 'permanent-redirect', code: 301 },
  ]) {
    const target = fact.annotations[annotationKey(name)] ?? '';
    if (name === 'temporal-redirect' && /^(?!http)./i.test(target)) {
      return null;
    }
    if (target !== '') {
      const own = Number(fact.annotations[annotationKey(`${name}-code`)]);
      return {
        target,
        status: own >= 300 && own <= 308 ? own : code,
        setBy: fact.atAnnotation(annotationKey(name)),
      };
    }
  }
  return null;
}

/** Where a redirect leads, in parts, as far as it is written out. */
export function redirectParts(target: string, statusCode: number): Redirect {
  const [, scheme = null, hostname = null, port = '', path = ''] =
    /^(https?):\/\/([^/:$?#]+)(?::(\d{1,5}))?(.*)$/.exec(target) ?? [];
  return {
    scheme,
    hostname,
    port: port === '' ? null : Number(port),
    path: (scheme === null ? target : path) || null,
    statusCode,
  };
}

/**
 * What sends plain HTTP of a path to HTTPS: force-ssl-redirect, or ssl-redirect (on unless it says false) where the host
 * has a certificate; null where plain HTTP is served.
 */
export function httpsRedirectOf(
  { fact, path, isCatchAll }: Claim,
  server: NginxServer,
): Provenance | null {
  if (isCatchAll || path.startsWith(NEVER_TO_HTTPS)) {
    return null;
  }
  const force = annotationKey('force-ssl-redirect');
  if (isTrue(fact.annotations[force])) {
    return fact.atAnnotation(force);
  }
  const key = annotationKey('ssl-redirect');
  const own = fact.annotations[key];
  const by = server.redirectsFor;
  if (isFalse(own) || !by) {
    return null;
  }
  return own === undefined ? by.fact.at(by.path) : fact.atAnnotation(key);
}

/** `app-root`, where it is a path. */
export function appRootOf({ fact, isCatchAll }: Claim): string | null {
  const target = fact.annotations[annotationKey('app-root')] ?? '';
  return target.startsWith('/') && !isCatchAll ? target : null;
}
