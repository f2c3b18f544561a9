import type { RoutePolicy } from '@portolan/plugin-traffic-common';

/** The user and password of a URL, and values of its query whose names say that they are secret. */
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi;
const SECRET_PARAMETER =
  /([?&][a-z0-9_.-]*(?:key|token|secret|password|passwd|signature|sig)=)[^&#\s]+/gi;

const known = new WeakMap<RoutePolicy, RoutePolicy>();

/**
 * A policy without the credentials that people write into URLs (`https://user:password@auth.example.com`): they would be in
 * every answer about the route. A policy without any is returned as it is.
 */
export function withoutCredentials(policy: RoutePolicy): RoutePolicy {
  const before = known.get(policy);
  if (before) {
    return before;
  }
  const after = clean(policy);
  known.set(policy, after);
  return after;
}

function clean(policy: RoutePolicy): RoutePolicy {
  const texts = [policy.summary, ...Object.values(policy.params)].map(String);
  if (!texts.some(text => text.includes('://'))) {
    return policy;
  }
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
  return text.includes('://') ? redactUrls(text) : text;
}

function redactUrls(text: string): string {
  return text.replace(USERINFO, '$1').replace(SECRET_PARAMETER, '$1…');
}
