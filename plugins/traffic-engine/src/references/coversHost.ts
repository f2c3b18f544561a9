import type { Host } from '@portolan/plugin-traffic-common';

/**
 * Whether a certificate for these names is valid for a host (RFC 6125 6.4.3: a wildcard is the whole first label, and one
 * label alone). null where the host stands for many names of which the certificate may cover some.
 */
export function coversHost(
  names: readonly string[],
  host: Host,
): boolean | null {
  switch (host.kind) {
    case 'exact':
      return names.some(name => matches(name, host.value));
    case 'wildcard': {
      const suffix = host.value.slice(1);
      if (names.includes(host.value)) {
        return true;
      }
      return names.some(name => name.endsWith(suffix)) ? null : false;
    }
    default:
      return null;
  }
}

function matches(name: string, host: string): boolean {
  if (!name.startsWith('*.')) {
    return name.replace(/\.$/, '') === host;
  }
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === name.slice(1);
}
