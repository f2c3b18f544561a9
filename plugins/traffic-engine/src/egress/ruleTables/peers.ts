import { allAddresses, coverage, type AddressRange } from '../../match/cidr';
import type { Match } from '../../match/Match';
import type { ConnectionEnd } from '../../model/drafts';
import { addressesOfEnd } from '../addressesOfEnd';

/**
 * Whether an end lies in ranges of addresses, for APIs whose ranges mean what is outside the cluster: a pod never does. A host
 * does only where all of IPv4 does (SEMANTICS B9.4).
 */
export function matchOutsideRanges(
  end: ConnectionEnd,
  ranges: readonly AddressRange[],
): Match {
  if (end.kind === 'pod' || end.kind === 'any-pod' || ranges.length === 0) {
    return 'no';
  }
  const asked = end.kind === 'host' ? [allAddresses(4)] : addressesOfEnd(end);
  return asked.length === 0
    ? 'depends-on-address'
    : asMatch(coverage(asked, ranges), end.kind === 'host');
}

/** The same for APIs whose ranges mean the addresses of pods as well. */
export function matchRanges(
  end: ConnectionEnd,
  ranges: readonly AddressRange[],
): Match {
  if (end.kind === 'any-pod') {
    return ofAnyPod(coverage(addressesOfEnd(end), ranges));
  }
  if (end.kind !== 'pod') {
    return matchOutsideRanges(end, ranges);
  }
  const asked = addressesOfEnd(end);
  return asked.length === 0
    ? 'depends-on-address'
    : asMatch(coverage(asked, ranges), false);
}

function ofAnyPod(covered: 'whole' | 'part' | 'none'): Match {
  switch (covered) {
    case 'whole':
      return 'yes';
    case 'none':
      return 'no';
    default:
      return 'depends-on-peer';
  }
}

function asMatch(covered: 'whole' | 'part' | 'none', isHost: boolean): Match {
  switch (covered) {
    case 'whole':
      return 'yes';
    case 'none':
      return isHost ? 'depends-on-address' : 'no';
    default:
      return 'depends-on-address';
  }
}
