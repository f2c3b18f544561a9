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

/** AWS names the load balancers of its `internal` scheme so. */
const INTERNAL_AWS_NAME = /^internal-.+\.elb\.amazonaws\.com(\.cn)?$/;

/**
 * Where an entry's addresses can be reached from, as far as an address tells: one public address is enough for `internet`.
 * Names mostly tell nothing, and missing addresses never; a firewall in front is not seen.
 */
export function exposureOf(addresses: readonly Address[]): Route['exposure'] {
  const seen = addresses.map(({ value }) => exposureOfOne(value));
  if (seen.includes('internet')) {
    return 'internet';
  }
  return seen.length > 0 && seen.every(each => each === 'internal')
    ? 'internal'
    : 'unknown';
}

function exposureOfOne(value: string): Route['exposure'] {
  if (ipaddr.isValid(value)) {
    return INTERNAL_RANGES.includes(ipaddr.parse(value).range())
      ? 'internal'
      : 'internet';
  }
  return INTERNAL_AWS_NAME.test(value.toLowerCase()) ? 'internal' : 'unknown';
}
