import type {
  Provenance,
  Redirect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { isFalse, isTrue } from '../annotationPolicies';
import { pathValue } from './acceptedValues';
import { annotationKey } from './annotations';
import type { HttpsOfName } from './HttpsNames';
import { rewriteOf, type Claim } from './servers';
import type { NginxSettings } from './settings';

/** A redirect that an annotation sets for all requests of its Ingress. */
export interface AnnotatedRedirect {
  readonly target: string;
  readonly status: number;
  readonly setBy: Provenance;
  /** The groups of the path are filled in, and the query is added. */
  readonly isRewrite?: true;
}

/**
 * `temporal-redirect`, else `permanent-redirect` (internal/ingress/annotations/redirect), else a rewrite to a whole URL, which
 * NGINX answers with 302 (ngx_http_rewrite_module, rewrite). A `temporal-redirect` to anything but a URL of HTTP is an error
 * there, and then nothing is redirected.
 */
export function redirectOf(claim: Claim): AnnotatedRedirect | null {
  const { fact, isCatchAll } = claim;
  if (isCatchAll) {
    return null;
  }
  for (const { name, code } of [
    { name: 'temporal-redirect', code: 302 },
    { name: 'permanent-redirect', code: 301 },
  ]) {
    const target = fact.annotations[annotationKey(name)] ?? '';
    if (name === 'temporal-redirect' && /^(?!http)./i.test(target)) {
      return rewriteToUrl(claim);
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
  return rewriteToUrl(claim);
}

/** Whether a rewrite leads away, so that NGINX redirects (ngx_http_rewrite_module, rewrite). */
export function isUrl(target: string): boolean {
  return /^(https?:\/\/|\$scheme)/.test(target);
}

function rewriteToUrl(claim: Claim): AnnotatedRedirect | null {
  const target = rewriteOf(claim) ?? '';
  return isUrl(target)
    ? {
        target,
        status: 302,
        setBy: claim.fact.atAnnotation(annotationKey('rewrite-target')),
        isRewrite: true,
      }
    : null;
}

/** Where a redirect leads, in parts, as far as it is written out. */
function redirectParts(target: string, statusCode: number): Redirect {
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
 * What sends plain HTTP of a path to HTTPS: force-ssl-redirect, or ssl-redirect (on unless it says false) where a certificate
 * is configured for the name; null where plain HTTP is served. Where the settings of the controller are not known, an Ingress
 * has to say both itself, and what is redirected is not known then, since the code may be another one.
 */
export function httpsRedirectOf(
  { fact, path, isCatchAll }: Claim,
  https: HttpsOfName,
  { state, neverToHttps }: Pick<NginxSettings, 'state' | 'neverToHttps'>,
): Provenance | 'unknown' | null {
  const isOpen = state === 'not-known';
  if (
    isCatchAll ||
    (!isOpen && neverToHttps.some(beginning => path.startsWith(beginning)))
  ) {
    return null;
  }
  const force = annotationKey('force-ssl-redirect');
  const forced = fact.annotations[force];
  const key = annotationKey('ssl-redirect');
  const own = fact.annotations[key];
  const isOff = isFalse(own) || https === null;
  if (isOpen) {
    return isFalse(forced) && isOff ? null : 'unknown';
  }
  if (isTrue(forced)) {
    return fact.atAnnotation(force);
  }
  if (isOff) {
    return null;
  }
  if (https === 'unknown') {
    return https;
  }
  return own === undefined
    ? https.fact.at(https.paths[0])
    : fact.atAnnotation(key);
}

/** `app-root`, where it is a path. */
export function appRootOf({ fact, isCatchAll }: Claim): string | null {
  const target = pathValue(fact, 'app-root');
  return target.startsWith('/') && !isCatchAll ? target : null;
}

/** What the route of a location does instead of forwarding; undefined where it forwards. */
export function redirectFor(
  own: AnnotatedRedirect | null,
  toHttps: Provenance | null,
  { redirectCode }: NginxSettings,
): Redirect | undefined {
  if (own) {
    return redirectParts(own.target, own.status);
  }
  return toHttps
    ? {
        scheme: 'https',
        hostname: null,
        port: null,
        path: null,
        statusCode: redirectCode,
      }
    : undefined;
}

/** The redirects of a location, each with the annotation that sets it. */
export function redirectPolicies(
  own: AnnotatedRedirect | null,
  toHttps: Provenance | null,
  { redirectCode }: NginxSettings,
): readonly RoutePolicy[] {
  return [
    ...(own
      ? [
          {
            aspect: 'redirect' as const,
            summary: `${own.status} to ${own.target}`,
            params: { target: own.target, code: own.status },
            state: 'in-force' as const,
            setBy: own.setBy,
          },
        ]
      : []),
    ...(toHttps
      ? [
          {
            aspect: 'redirect' as const,
            summary: `plain HTTP to HTTPS (${redirectCode})`,
            params: { code: redirectCode },
            state: 'in-force' as const,
            setBy: toHttps,
          },
        ]
      : []),
  ];
}
