import { isRecord, readList, readNumber, readText } from '../../snapshot/read';

/** What Go's http.CanonicalHeaderKey and the API server take for the name of a header. */
const HEADER_NAME = /^[-A-Za-z0-9]+$/;
const DURATION =
  /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** Whether Contour takes the headers that a policy sets and removes (headersPolicyRoute). */
export function isFineHeaders(policy: unknown, of: 'request' | 'response') {
  const set = readList(policy, 'set').map(item =>
    (readText(item, 'name') ?? '').toLowerCase(),
  );
  const removed = readList(policy, 'remove').map(item =>
    String(item).toLowerCase(),
  );
  const plain = set.filter(name => name !== 'host');
  const isUnique = (names: readonly string[]) =>
    new Set(names).size === names.length;
  return (
    isUnique(plain) &&
    isUnique(removed) &&
    [...plain, ...removed].every(name => HEADER_NAME.test(name)) &&
    (of === 'request' || plain.length === set.length)
  );
}

/** Each cookie once, and something of it rewritten (cookieRewritePolicies). */
export function isFineCookies(policies: readonly unknown[]): boolean {
  const names = policies.map(policy => readText(policy, 'name') ?? '');
  return (
    new Set(names).size === names.length &&
    policies.every(
      policy =>
        isRecord(policy) &&
        ['pathRewrite', 'domainRewrite', 'secure', 'sameSite'].some(
          field => policy[field] !== undefined && policy[field] !== null,
        ),
    )
  );
}

/** A local limit has a number of requests and a unit, and an answer that is an error (localRateLimitPolicy). */
export function isFineRateLimit(policy: unknown): boolean {
  const local = isRecord(policy) ? policy.local : undefined;
  if (!isRecord(local)) {
    return true;
  }
  const status = readNumber(local, 'responseStatusCode') ?? 0;
  return (
    (readNumber(local, 'requests') ?? 0) > 0 &&
    ['second', 'minute', 'hour'].includes(readText(local, 'unit') ?? '') &&
    (status === 0 || (status >= 400 && status < 600))
  );
}

/** How long preflights may be kept: a duration that is not below 0 (timeout.ParseMaxAge). */
export function isFineMaxAge(text: string | undefined): boolean {
  return !text || (DURATION.test(text) && !/^-.*[1-9]/.test(text));
}

/** A duration of Go (time.ParseDuration). */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}

/** Whether a slow start says how long it takes and how steep it is (slowStartConfig). */
export function isFineSlowStart(policy: unknown): boolean {
  const aggression = readText(policy, 'aggression') ?? '';
  return (
    isDuration(readText(policy, 'window') ?? '') &&
    (aggression === '' || Number.isFinite(Number(aggression)))
  );
}

/** A duration of Go, or the word for none at all (timeout.Parse). */
export function isFineTimeout(text: string | undefined): boolean {
  return (
    !text || text === 'infinity' || text === 'infinite' || DURATION.test(text)
  );
}
