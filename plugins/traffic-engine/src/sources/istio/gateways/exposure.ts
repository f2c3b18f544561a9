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
 * Where the Services of a gateway can be reached from: one public address is enough for `internet`; a load balancer that is
 * asked to be internal is. A Service without an address may have another proxy in front, so it tells nothing.
 */
export function exposureOf(
  services: readonly {
    addresses: readonly Address[];
    isInternal: boolean;
  }[],
): Route['exposure'] {
  const reached = services.filter(({ addresses }) => addresses.length > 0);
  const answers = reached.flatMap(({ addresses, isInternal }) =>
    isInternal ? ['internal'] : addresses.map(exposureOfAddress),
  );
  if (answers.includes('internet')) {
    return 'internet';
  }
  return answers.length > 0 && answers.every(answer => answer === 'internal')
    ? 'internal'
    : 'unknown';
}

function exposureOfAddress({ value }: Address): Route['exposure'] {
  if (!ipaddr.isValid(value)) {
    return 'unknown';
  }
  return INTERNAL_RANGES.includes(ipaddr.parse(value).range())
    ? 'internal'
    : 'internet';
}
