import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import type { ProxyFact } from './ProxyFact';
import { isFineRateLimit } from './settingFault';

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
  const names = providers.map(provider => readText(provider, 'name') ?? '');
  if (new Set(names).size < names.length) {
    return 'DuplicateProviderName';
  }
  const defaults = providers.filter(
    provider => readFlag(provider, 'default') === true,
  );
  if (defaults.length > 1) {
    return 'MultipleDefaultProvidersSpecified';
  }
  const schemes = providers.map(
    provider =>
      /^([a-z][a-z0-9+.-]*):/i.exec(
        readText(readRecord(provider, 'remoteJWKS'), 'uri') ?? '',
      )?.[1],
  );
  return schemes.every(scheme => /^https?$/i.test(scheme ?? ''))
    ? null
    : 'RemoteJWKSSchemeInvalid';
}

/** Policies of the virtual host of which Contour takes no half. */
function policyFault(host: UnknownRecord): string | null {
  const { corsPolicy, rateLimitPolicy } = host;
  const isFineCors =
    !isRecord(corsPolicy) ||
    ['allowOrigin', 'allowMethods'].every(
      field => readList(corsPolicy, field).length > 0,
    );
  if (!isFineCors) {
    return 'PolicyDidNotParse';
  }
  return isFineRateLimit(rateLimitPolicy) ? null : 'RateLimitPolicyNotValid';
}
