import type { IngressFact } from '../facts/IngressFact';
import { isFalse } from './annotationPolicies';
import type { PlainHttp } from './standard/Dialect';

/** Controllers that redirect plain HTTP of hosts with TLS unless an annotation says false. */
export function redirectUnlessFalse(
  fact: IngressFact,
  options: { keys: readonly string[]; status: number },
): PlainHttp {
  const key = options.keys.find(each => each in fact.annotations);
  if (key !== undefined && isFalse(fact.annotations[key])) {
    return { kind: 'served' };
  }
  return {
    kind: 'redirected',
    status: options.status,
    setBy: key === undefined ? fact.at('spec.tls') : fact.atAnnotation(key),
  };
}

/** A status code of the first of several annotations that is there, where it is one. */
export function statusOf(
  fact: IngressFact,
  keys: readonly string[],
  otherwise: number,
): number {
  const key = keys.find(each => each in fact.annotations);
  const value = key === undefined ? NaN : Number(fact.annotations[key]);
  return Number.isInteger(value) && value >= 300 && value < 500
    ? value
    : otherwise;
}
