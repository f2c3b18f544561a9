import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { parseCidr } from '../../match/cidr';
import {
  isRecord,
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../snapshot/read';
import { conditionFault, replacementFault } from './conditionFault';
import { mergeConditions } from './conditions';
import { lookUpSecret, secretNamed } from './lookUpSecret';
import type { ProxyFact } from './ProxyFact';
import { isMirror, resolveService, servicesOf } from './resolveBackends';
import {
  isFineCookies,
  isFineHeaders,
  isFineRateLimit,
  isFineSlowStart,
  isFineTimeout,
} from './settingFault';

interface Place {
  readonly proxy: ProxyFact;
  readonly route: unknown;
  /** The conditions of the includes that lead to the HTTPProxy. */
  readonly above: readonly unknown[];
}

/**
 * Contour's reason for refusing a route, in the order in which it looks (computeRoutes), or null. Durations of retries and
 * health checks, and what Secrets hold, are not looked at.
 */
export function routeFault(
  snapshot: ClusterSnapshot,
  place: Place,
): string | null {
  const { route, above } = place;
  const own = readList(route, 'conditions');
  const all = [...above, ...own];
  return (
    actionFault(route) ??
    conditionFault('route', own, all) ??
    settingFault(route) ??
    replacementFault(route, mergeConditions(all).path.type === 'prefix') ??
    servicesFault(snapshot, place) ??
    filterFault(route)
  );
}

function actionFault(route: unknown): string | null {
  const actions = [
    servicesOf(route).length > 0,
    isRecord(route) && isRecord(route.requestRedirectPolicy),
    isRecord(route) && isRecord(route.directResponsePolicy),
  ];
  return actions.filter(Boolean).length === 1
    ? null
    : 'RouteActionCountNotValid';
}

function settingFault(route: unknown): string | null {
  const timeouts = readRecord(route, 'timeoutPolicy');
  const redirect = readRecord(route, 'requestRedirectPolicy');
  const of = (field: string) => readRecord(route, field);
  const fine: readonly (readonly [string, boolean])[] = [
    [
      'RequestHeadersPolicyInvalid',
      isFineHeaders(of('requestHeadersPolicy'), 'request'),
    ],
    [
      'ResponseHeaderPolicyInvalid',
      isFineHeaders(of('responseHeadersPolicy'), 'response'),
    ],
    [
      'CookieRewritePoliciesInvalid',
      isFineCookies(readList(route, 'cookieRewritePolicies')),
    ],
    [
      'TimeoutPolicyNotValid',
      ['response', 'idle', 'idleConnection'].every(field =>
        isFineTimeout(readText(timeouts, field)),
      ),
    ],
    ['RateLimitPolicyNotValid', isFineRateLimit(of('rateLimitPolicy'))],
    [
      'RequestRedirectPolicy',
      readText(redirect, 'path') === undefined ||
        readText(redirect, 'prefix') === undefined,
    ],
  ];
  return fine.find(([, isFine]) => !isFine)?.[0] ?? null;
}

/** Services are looked at one after another, and one that cannot be found is left out as it is, as is one that is not known. */
function servicesFault(
  snapshot: ClusterSnapshot,
  { proxy, route }: Place,
): string | null {
  const services = servicesOf(route);
  if (!services.every(hasPort)) {
    return 'ServicePortInvalid';
  }
  const found = services.filter(
    service =>
      resolveService(snapshot, proxy, service).target.state === 'resolved',
  );
  const faults = found.map(
    service =>
      protocolFault(service) ??
      validationFault(snapshot, proxy, service) ??
      serviceFault(service) ??
      slowStartFault(service, route),
  );
  return (
    faults.find(each => each !== null) ??
    (found.filter(isMirror).length > 1 ? 'OnlyOneMirror' : null)
  );
}

function hasPort(service: unknown): boolean {
  const port = readNumber(service, 'port') ?? 0;
  return port >= 1 && port <= 65_535;
}

/** What is wrong with the way to a Service of a tcpproxy. */
export function tcpServiceFault(
  snapshot: ClusterSnapshot,
  proxy: ProxyFact,
  service: unknown,
): string | null {
  return protocolFault(service) ?? validationFault(snapshot, proxy, service);
}

function protocolFault(service: unknown): string | null {
  const protocol = readText(service, 'protocol');
  return protocol === undefined || ['h2c', 'h2', 'tls'].includes(protocol)
    ? null
    : 'UnsupportedProtocol';
}

const BY_HASH = {
  hashSourceIP: (policy: unknown) => readFlag(policy, 'hashSourceIP') === true,
  headerHashOptions: (policy: unknown) =>
    Boolean(readText(readRecord(policy, 'headerHashOptions'), 'headerName')),
  queryParameterHashOptions: (policy: unknown) =>
    Boolean(
      readText(
        readRecord(policy, 'queryParameterHashOptions'),
        'parameterName',
      ),
    ),
};

/** A slow start is for the strategies that Envoy can begin slowly with; a hash of nothing is no strategy. */
function slowStartFault(service: unknown, route: unknown): string | null {
  if (!isRecord(service) || !isRecord(service.slowStartPolicy)) {
    return null;
  }
  const balancer = readRecord(route, 'loadBalancerPolicy');
  const strategy = readText(balancer, 'strategy') ?? '';
  const hashes = readList(balancer, 'requestHashPolicies').some(policy =>
    Object.values(BY_HASH).some(isSet => isSet(policy)),
  );
  const isOther =
    ['Cookie', 'Random'].includes(strategy) ||
    (strategy === 'RequestHash' && hashes);
  return isOther || !isFineSlowStart(service.slowStartPolicy)
    ? 'SlowStartInvalid'
    : null;
}

function serviceFault(service: unknown): string | null {
  if (!isFineHeaders(readRecord(service, 'requestHeadersPolicy'), 'request')) {
    return 'RequestHeadersPolicyInvalid';
  }
  if (
    !isFineHeaders(readRecord(service, 'responseHeadersPolicy'), 'response')
  ) {
    return 'ResponseHeadersPolicyInvalid';
  }
  return isFineCookies(readList(service, 'cookieRewritePolicies'))
    ? null
    : 'CookieRewritePoliciesInvalid';
}

/** The CA Secret of a Service that is spoken to with TLS. */
function validationFault(
  snapshot: ClusterSnapshot,
  { object }: ProxyFact,
  service: unknown,
): string | null {
  const protocol = readText(service, 'protocol') ?? '';
  const validation = readRecord(service, 'validation');
  const secret = secretNamed(
    readText(validation, 'caSecret'),
    object.namespace,
  );
  if (!secret || !['tls', 'h2'].includes(protocol)) {
    return null;
  }
  const { state } = lookUpSecret(snapshot, secret, object.namespace);
  if (state === 'not-delegated') {
    return 'CACertificateNotDelegated';
  }
  return state === 'missing' ? 'TLSUpstreamValidation' : null;
}

function filterFault(route: unknown): string | null {
  const verification = readRecord(route, 'jwtVerificationPolicy');
  if (
    readText(verification, 'require') &&
    readFlag(verification, 'disabled') === true
  ) {
    return 'InvalidJWTVerificationPolicy';
  }
  const allowed = readList(route, 'ipAllowPolicy');
  const denied = readList(route, 'ipDenyPolicy');
  if (allowed.length > 0 && denied.length > 0) {
    return 'IncompatibleIPAddressFilters';
  }
  return hasFineAddresses([...allowed, ...denied]) ? null : 'InvalidCIDR';
}

/** Contour forgets one that it cannot read when the next is fine, so that the last decides. */
export function hasFineAddresses(filters: readonly unknown[]): boolean {
  const last = readText(filters.at(-1), 'cidr');
  return last === undefined || isCidr(last);
}

/** `10.0.0.0/8`, or one address. */
function isCidr(text: string): boolean {
  const bits = text.includes(':') ? 128 : 32;
  return parseCidr(text.includes('/') ? text : `${text}/${bits}`) !== undefined;
}
