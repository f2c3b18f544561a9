import type { RoutePolicy } from '@portolan/plugin-traffic-common';

/** The user and password of a URL, and values of its query whose names say that they are secret. */
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi;
const SECRET_PARAMETER =
  /([?&][a-z0-9_.-]*(?:key|token|secret|password|passwd|signature|sig)=)[^&#\s]+/gi;

const URL_MARK = '://';
const cleaned = new WeakMap<RoutePolicy, RoutePolicy>();

/**
 * A policy without the credentials that people write into URLs (`https://user:password@auth.example.com`): they would be in
 * every answer about the route. A policy without any URL is returned as it is, and any other as the same object each time.
 */
export function withoutCredentials(policy: RoutePolicy): RoutePolicy {
  if (!hasUrl(policy)) {
    return policy;
  }
  const known = cleaned.get(policy) ?? clean(policy);
  cleaned.set(policy, known);
  return known;
}

function hasUrl({ summary, params }: RoutePolicy): boolean {
  if (summary.includes(URL_MARK)) {
    return true;
  }
  for (const name in params) {
    if (String(params[name]).includes(URL_MARK)) {
      return true;
    }
  }
  return false;
}

function clean(policy: RoutePolicy): RoutePolicy {
  return {
    ...policy,
    summary: redact(policy.summary),
    params: Object.fromEntries(
      Object.entries(policy.params).map(([name, value]) => [
        name,
        typeof value === 'string' ? redact(value) : value,
      ]),
    ),
  };
}

/** A text without the credentials of the URLs in it. */
export function redact(text: string): string {
  return text.includes(URL_MARK) ? redactUrls(text) : text;
}

function redactUrls(text: string): string {
  return text.replace(USERINFO, '$1').replace(SECRET_PARAMETER, '$1…');
}
