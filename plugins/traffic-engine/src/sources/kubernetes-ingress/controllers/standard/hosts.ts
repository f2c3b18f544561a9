import type { Host } from '@portolan/plugin-traffic-common';

/** Longer than any host name may be. */
const EXACT = 1_000;

/** Where a host stands: an exact one before a wildcard, a longer wildcard before a shorter one, any host last. */
export function hostRank({ kind, value }: Host): number {
  switch (kind) {
    case 'exact':
      return EXACT;
    case 'wildcard':
      return value.length;
    default:
      return 0;
  }
}

/**
 * Whether a request's host is one of those that a rule's host stands for; a wildcard is one label (IngressRule.host), unless the
 * controller takes it for more.
 */
export function takesHost(
  { kind, value }: Host,
  host: string,
  options: { readonly wildcardTakesAnyDepth?: true } = {},
): boolean {
  if (kind === 'any') {
    return true;
  }
  if (kind === 'exact') {
    return value === host;
  }
  const suffix = value.slice(1);
  const label = host.slice(0, -suffix.length);
  return (
    host.endsWith(suffix) &&
    label !== '' &&
    (options.wildcardTakesAnyDepth === true || !label.includes('.'))
  );
}
