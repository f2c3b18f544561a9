import type { Address, Route } from '@portolan/plugin-traffic-common';
import ipaddr from 'ipaddr.js';

/** Address ranges that the internet does not route to anybody. */
const INTERNAL_RANGES: readonly string[] = [
  'private',
  'uniqueLocal',
  'loopback',
  'linkLocal',
  'carrierGradeNat',
];

/**
 * Where an entry's addresses can be reached from, as far as an address tells: one public address is enough for `internet`.
 * Names and missing addresses tell nothing; a firewall in front is not seen.
 */
export function exposureOf(addresses: readonly Address[]): Route['exposure'] {
  const ranges = addresses.flatMap(({ value }) =>
    ipaddr.isValid(value) ? ipaddr.parse(value).range() : [],
  );
  if (ranges.some(range => !INTERNAL_RANGES.includes(range))) {
    return 'internet';
  }
  return ranges.length > 0 && ranges.length === addresses.length
    ? 'internal'
    : 'unknown';
}
