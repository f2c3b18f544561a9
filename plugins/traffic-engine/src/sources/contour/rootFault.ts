import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import type { ProxyFact } from './ProxyFact';
import { hasFineAddresses } from './routeFault';
import { isDuration, isFineMaxAge, isFineRateLimit } from './settingFault';
import { isNoExpression } from './testWhole';

/** Contour's reason for refusing a root as it is written, in the order in which it looks (computeHTTPProxy); null for none. */
export function rootFault({ spec, fqdn }: ProxyFact): string | null {
  const host = readRecord(spec, 'virtualhost');
  const has = (field: string) => readList(host, field).length > 0;
  if (fqdn.trim() === '') {
    return 'FQDNNotSpecified';
  }
  if (
    readList(spec, 'routes').length === 0 &&
    readList(spec, 'includes').length === 0 &&
    !isRecord(spec.tcpproxy)
  ) {
    return 'NothingDefined';
  }
  if (has('jwtProviders') && !readText(readRecord(host, 'tls'), 'secretName')) {
    return 'JWTVerificationNotPermitted';
  }
  const extension = readRecord(
    readRecord(host, 'authorization'),
    'extensionRef',
  );
  if (!isRecord(host.tls) && readText(extension, 'name')) {
    return 'AuthNotPermitted';
  }
  if (has('ipAllowPolicy') && has('ipDenyPolicy')) {
    return 'IncompatibleIPAddressFilters';
  }
  return (
    tlsFault(host) ??
    (isRecord(spec.tcpproxy) && !isRecord(host.tls)
      ? 'TLSMustBeConfigured'
      : null) ??
    policyFault(host)
  );
}

function tlsFault(host: UnknownRecord): string | null {
  if (!isRecord(host.tls)) {
    return null;
  }
  const { tls } = host;
  const isPassthrough = readFlag(tls, 'passthrough') === true;
  if (Boolean(readText(tls, 'secretName')?.trim()) === isPassthrough) {
    return 'TLSConfigNotValid';
  }
  const isValidating = isRecord(tls.clientValidation);
  if (isPassthrough) {
    return isValidating ? 'TLSIncompatibleFeatures' : null;
  }
  if (
    versionOf(tls, 'maximumProtocolVersion', '1.3') <
    versionOf(tls, 'minimumProtocolVersion', '1.2')
  ) {
    return 'TLSConfigNotValid';
  }
  const hasFallback = readFlag(tls, 'enableFallbackCertificate') === true;
  if (hasFallback && (isValidating || isRecord(host.authorization))) {
    return 'TLSIncompatibleFeatures';
  }
  return jwtFault(readList(host, 'jwtProviders'));
}

/** A version that Contour does not know is its default. */
function versionOf(tls: UnknownRecord, field: string, otherwise: string) {
  const version = readText(tls, field) ?? '';
  return ['1.1', '1.2', '1.3'].includes(version) ? version : otherwise;
}

function jwtFault(providers: readonly unknown[]): string | null {
  const isDefault = (provider: unknown) =>
    readFlag(provider, 'default') === true;
  const nameOf = (provider: unknown) => readText(provider, 'name') ?? '';
  const faults = providers.map((provider, index) => {
    const earlier = providers.slice(0, index);
    if (earlier.some(each => nameOf(each) === nameOf(provider))) {
      return 'DuplicateProviderName';
    }
    return isDefault(provider) && earlier.some(isDefault)
      ? 'MultipleDefaultProvidersSpecified'
      : keysFault(readRecord(provider, 'remoteJWKS'));
  });
  return faults.find(fault => fault !== null) ?? null;
}

/** Where the keys of a JWT provider come from. */
function keysFault(keys: UnknownRecord): string | null {
  const uri = readText(keys, 'uri') ?? '';
  if (uri.startsWith(':')) {
    return 'RemoteJWKSURIInvalid';
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1].toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    return 'RemoteJWKSSchemeInvalid';
  }
  if (scheme === 'http' && isRecord(keys.validation)) {
    return 'RemoteJWKSUpstreamValidationInvalid';
  }
  const isFine = (field: string) => {
    const text = readText(keys, field) ?? '';
    return text === '' || isDuration(text);
  };
  if (!isFine('timeout')) {
    return 'RemoteJWKSTimeoutInvalid';
  }
  if (!isFine('cacheDuration')) {
    return 'RemoteJWKSCacheDurationInvalid';
  }
  return ['', 'auto', 'all', 'v4', 'v6'].includes(
    readText(keys, 'dnsLookupFamily') ?? '',
  )
    ? null
    : 'RemoteJWKSDNSLookupFamilyInvalid';
}

const POLICY_FAULTS: readonly string[] = [
  'PolicyDidNotParse',
  'RateLimitPolicyNotValid',
  'IPFilterPolicyNotValid',
];

/** Whether a root is refused for a policy of its virtual host, which Contour looks at when it has followed all includes. */
export function isOfPolicy(reason: string): boolean {
  return POLICY_FAULTS.includes(reason);
}

/** Policies of the virtual host of which Contour takes no half. */
function policyFault(host: UnknownRecord): string | null {
  const { corsPolicy, rateLimitPolicy } = host;
  if (isRecord(corsPolicy) && !isFineCors(corsPolicy)) {
    return 'PolicyDidNotParse';
  }
  if (!isFineRateLimit(rateLimitPolicy)) {
    return 'RateLimitPolicyNotValid';
  }
  return hasFineAddresses([
    ...readList(host, 'ipAllowPolicy'),
    ...readList(host, 'ipDenyPolicy'),
  ])
    ? null
    : 'IPFilterPolicyNotValid';
}

/** An origin is `*`, a scheme with a host, or else an expression. */
function isFineCors(policy: UnknownRecord): boolean {
  const origins = readList(policy, 'allowOrigin').map(String);
  return (
    origins.length > 0 &&
    readList(policy, 'allowMethods').length > 0 &&
    origins.every(
      origin =>
        origin === '*' ||
        /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+$/i.test(origin) ||
        !isNoExpression(origin),
    ) &&
    isFineMaxAge(readText(policy, 'maxAge'))
  );
}

/** What makes Contour call a root invalid that it serves all the same: its reason and the field. */
export function openFaults({
  spec,
}: Pick<ProxyFact, 'spec'>): readonly { reason: string; path: string }[] {
  const tls = readRecord(readRecord(spec, 'virtualhost'), 'tls');
  const isPassthrough = readFlag(tls, 'passthrough') === true;
  const validation = isRecord(tls.clientValidation)
    ? tls.clientValidation
    : null;
  return [
    ...(isPassthrough && readFlag(tls, 'enableFallbackCertificate') === true
      ? [
          {
            reason: 'TLSIncompatibleFeatures',
            path: 'spec.virtualhost.tls.enableFallbackCertificate',
          },
        ]
      : []),
    ...(validation &&
    !isPassthrough &&
    !readText(validation, 'caSecret') &&
    readFlag(validation, 'skipClientCertValidation') !== true
      ? [
          {
            reason: 'ClientValidationInvalid',
            path: 'spec.virtualhost.tls.clientValidation',
          },
        ]
      : []),
  ];
}
