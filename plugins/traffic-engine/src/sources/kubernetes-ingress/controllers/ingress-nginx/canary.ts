import type { Provenance, RoutePolicy } from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../../../request/AskedRequest';
import type { IngressFact } from '../../facts/IngressFact';
import type { IngressBackend } from '../../schema';
import { patternValue, plainValue } from './acceptedValues';
import { annotationKey } from './annotations';
import { boundedRegex } from '../../../../match/nginxRegex';
import {
  compareAge,
  isCanary,
  pathTypeOf,
  type Claim,
  type NginxServer,
} from './servers';

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

/** A backend of a canary Ingress that takes no requests, and why. */
export interface IdleCanary extends Omit<Canary, 'rules'> {
  readonly host: string;
  readonly claim: Claim;
  readonly why: 'no-main' | 'second-canary' | 'same-backend';
  readonly by: IngressFact | null;
}

export interface Canaries {
  /** The canary of a main backend. */
  of(claim: Claim): Canary | undefined;
  readonly idle: readonly IdleCanary[];
}

/** The rules that the annotations of a canary Ingress say; values that are not accepted count as absent. */
function readCanaryRules(fact: IngressFact): CanaryRules {
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

/**
 * Finds the main backend of every canary: the same host, path and path type in another Ingress. The canary then belongs to
 * that backend, wherever else it is used, and only the first one of a backend counts (balancer.lua,
 * route_to_alternative_balancer).
 */
export function matchCanaries(
  ingresses: readonly IngressFact[],
  servers: readonly NginxServer[],
): Canaries {
  const byHost = new Map(servers.map(server => [server.host, server]));
  const byBackend = new Map<string, Canary>();
  const idle: IdleCanary[] = [];
  for (const fact of ingresses.filter(isCanary).sort(compareAge)) {
    const rules = readCanaryRules(fact);
    for (const { host, claim, backend } of canaryClaims(fact)) {
      const { backendPath, ruleIndex, matchIndex } = claim;
      const canary = { fact, backend, backendPath, ruleIndex, matchIndex };
      const main = byHost
        .get(host)
        ?.locations.find(
          location =>
            location.claim.path === claim.path &&
            location.claim.pathType === claim.pathType,
        )?.claim;
      const key = main && backendKey(main.fact, main.backend);
      const known = key === undefined ? undefined : byBackend.get(key);
      if (key === undefined) {
        idle.push({ ...canary, host, claim, why: 'no-main', by: null });
      } else if (key === backendKey(fact, backend)) {
        const by = main?.fact ?? null;
        idle.push({ ...canary, host, claim, why: 'same-backend', by });
      } else if (known && known.fact !== fact) {
        idle.push({
          ...canary,
          host,
          claim,
          why: 'second-canary',
          by: known.fact,
        });
      } else if (!known) {
        byBackend.set(key, { ...canary, rules });
      }
    }
  }
  return {
    of: claim => {
      const key = backendKey(claim.fact, claim.backend);
      return key === undefined ? undefined : byBackend.get(key);
    },
    idle,
  };
}

function canaryClaims(
  fact: IngressFact,
): readonly { host: string; claim: Claim; backend: IngressBackend }[] {
  const whole = fact.spec.defaultBackend;
  const catchAll: Claim[] = whole?.service
    ? [
        {
          fact,
          path: '/',
          pathType: 'Prefix',
          ruleIndex: -1,
          matchIndex: 0,
          backend: whole,
          at: 'spec.defaultBackend',
          backendPath: 'spec.defaultBackend',
        },
      ]
    : [];
  const ofRules = fact.spec.rules.flatMap((rule, ruleIndex) =>
    (rule.http?.paths ?? []).flatMap((item, matchIndex) => {
      const at = `spec.rules[${ruleIndex}].http.paths[${matchIndex}]`;
      return item.backend.service
        ? [
            {
              host: (rule.host ?? '').toLowerCase(),
              backend: item.backend,
              claim: {
                fact,
                // An empty path is the root of a main Ingress, but of a canary it is compared as it is.
                path: item.path ?? '',
                pathType: pathTypeOf(item),
                ruleIndex,
                matchIndex,
                backend: item.backend,
                at,
                backendPath: `${at}.backend`,
              } satisfies Claim,
            },
          ]
        : [];
    }),
  );
  return [
    ...catchAll.flatMap(claim =>
      claim.backend ? [{ host: '', claim, backend: claim.backend }] : [],
    ),
    ...ofRules,
  ];
}

/** What the controller calls an upstream: one Service and port of a namespace. */
function backendKey(
  { object }: IngressFact,
  backend: IngressBackend | null,
): string | undefined {
  const service = backend?.service;
  return service
    ? `${object.namespace}/${service.name}/${
        service.port?.name ?? service.port?.number ?? ''
      }`
    : undefined;
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
