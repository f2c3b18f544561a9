import type { Host } from '@portolan/plugin-traffic-common';

/** The host of a rule: '' and absent mean any (IngressRule.host). */
export function readHost(host: string | null): Host {
  const value = (host ?? '').toLowerCase();
  if (value === '') {
    return { kind: 'any', value: '' };
  }
  return value.startsWith('*.')
    ? { kind: 'wildcard', value }
    : { kind: 'exact', value };
}

/**
 * Whether all of `inner` lies in `outer`. A wildcard stands for exactly one label here (IngressRule.host), unlike in the
 * Gateway API, where it stands for one or more.
 */
export function coversHost(outer: Host, inner: Host): boolean {
  if (outer.kind === 'any' || outer.value === inner.value) {
    return true;
  }
  return outer.kind === 'wildcard' && inner.kind === 'exact'
    ? isOneLabelUnder(inner.value, outer.value.slice(1))
    : false;
}

function isOneLabelUnder(host: string, suffix: string): boolean {
  const label = host.slice(0, -suffix.length);
  return host.endsWith(suffix) && label.length > 0 && !label.includes('.');
}
