import type { Provenance, RoutePolicy } from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type { IngressFact } from '../../facts/IngressFact';
import type { IngressBackend } from '../../schema';
import { patternValue, plainValue } from './acceptedValues';
import { annotationKey } from './annotations';
import { boundedRegex } from '../../../../match/nginxRegex';

const DEFAULT_TOTAL = 100;

/** The rules by which a canary Ingress takes requests from the main one. */
export interface CanaryRules {
  readonly header: string | null;
  readonly headerValue: string | null;
  readonly headerPattern: string | null;
  readonly cookie: string | null;
  readonly weight: number;
  readonly weightTotal: number;
}

/** One backend of a canary Ingress, and the claims of main Ingresses that it shares. */
export interface Canary {
  readonly fact: IngressFact;
  readonly rules: CanaryRules;
  readonly backend: IngressBackend;
  readonly backendPath: string;
  readonly ruleIndex: number;
  readonly matchIndex: number;
}

/** The rules that the annotations of a canary Ingress say; values that are not accepted count as absent. */
export function readCanaryRules(fact: IngressFact): CanaryRules {
  const text = (name: string) => fact.annotations[annotationKey(name)] || null;
  const total = wholeNumber(text('canary-weight-total')) ?? DEFAULT_TOTAL;
  return {
    header: plainValue(fact, 'canary-by-header') || null,
    headerValue: plainValue(fact, 'canary-by-header-value') || null,
    headerPattern: patternValue(fact, 'canary-by-header-pattern') || null,
    cookie: plainValue(fact, 'canary-by-cookie') || null,
    weight: wholeNumber(text('canary-weight')) ?? 0,
    // The balancer takes a total into account only where it is above the default (balancer.lua).
    weightTotal: Math.max(total, DEFAULT_TOTAL),
  };
}

/** What the canary gets of the requests that neither its header nor its cookie decides. */
export function weightsOf({ weight, weightTotal }: CanaryRules): {
  main: number;
  canary: number;
} {
  const canary = Math.min(Math.max(weight, 0), weightTotal);
  return { main: weightTotal - canary, canary };
}

/**
 * Which backend a request's own header or cookie asks for; `weights` where neither decides, undefined where a pattern
 * cannot be read. Header, then cookie, then weight (balancer.lua, route_to_alternative_balancer).
 */
export function decideCanary(
  rules: CanaryRules,
  request: AskedRequest,
): 'canary' | 'main' | 'weights' | undefined {
  const { header, headerValue, headerPattern, cookie } = rules;
  const sent =
    header === null ? undefined : request.headers[header.toLowerCase()];
  if (sent !== undefined) {
    if (headerValue !== null) {
      if (sent === headerValue) {
        return 'canary';
      }
    } else if (headerPattern !== null) {
      const found = boundedRegex(headerPattern, '')?.exec(sent);
      if (found === undefined) {
        return undefined;
      }
      if (found) {
        return 'canary';
      }
    } else if (sent === 'always') {
      return 'canary';
    } else if (sent === 'never') {
      return 'main';
    }
  }
  switch (cookie === null ? undefined : cookieOf(request, cookie)) {
    case 'always':
      return 'canary';
    case 'never':
      return 'main';
    default:
      return 'weights';
  }
}

function cookieOf(request: AskedRequest, name: string): string | undefined {
  return (request.headers.cookie ?? '')
    .split(';')
    .map(pair => pair.trim())
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** The canary as a policy of the main route. */
export function canaryPolicy({ fact, rules }: Canary): RoutePolicy {
  const words = [
    ...(rules.header === null ? [] : [`header ${headerWords(rules)}`]),
    ...(rules.cookie === null ? [] : [`cookie ${rules.cookie}=always`]),
    `weight ${rules.weight} of ${rules.weightTotal}`,
  ];
  const params = Object.entries(rules).flatMap(
    ([name, value]: [string, string | number | null]) =>
      value === null ? [] : [[name, value] as const],
  );
  return {
    aspect: 'canary',
    summary: `canary ${fact.object.namespace}/${
      fact.object.name
    } by ${words.join(', then ')}`,
    params: Object.fromEntries(params),
    state: 'in-force',
    setBy: canaryProvenance(fact),
  };
}

function headerWords(rules: CanaryRules): string {
  if (rules.headerValue !== null) {
    return `${rules.header}=${rules.headerValue}`;
  }
  return rules.headerPattern === null
    ? `${rules.header}=always`
    : `${rules.header}~${rules.headerPattern}`;
}

function canaryProvenance(fact: IngressFact): Provenance {
  return fact.atAnnotation(annotationKey('canary'));
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
