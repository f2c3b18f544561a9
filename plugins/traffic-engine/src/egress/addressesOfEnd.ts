import {
  parseAddress,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from '../match/cidr';
import type { ConnectionEnd } from '../model/drafts';

const known = new WeakMap<ConnectionEnd, readonly AddressRange[]>();

/** The addresses that an end may have, read once per end; none when they are not known, as for a pod without one. */
export function addressesOfEnd(
  end: Exclude<ConnectionEnd, { kind: 'host' }>,
): readonly AddressRange[] {
  let addresses = known.get(end);
  if (!addresses) {
    addresses = readAddresses(end);
    known.set(end, addresses);
  }
  return addresses;
}

function readAddresses(
  end: Exclude<ConnectionEnd, { kind: 'host' }>,
): readonly AddressRange[] {
  switch (end.kind) {
    case 'pod':
      return end.ips.flatMap(ip => parseAddress(ip) ?? []);
    case 'any-pod':
      return end.addresses;
    case 'address':
      return [end.ip].flatMap(ip => parseAddress(ip) ?? []);
    default: {
      const range = parseCidr(end.cidr);
      return range
        ? subtractRanges(
            range,
            (end.except ?? []).flatMap(hole => parseCidr(hole) ?? []),
          )
        : [];
    }
  }
}
