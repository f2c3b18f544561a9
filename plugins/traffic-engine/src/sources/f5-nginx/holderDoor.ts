import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { F5Object } from '../../f5/F5Object';
import { holderKey, hostHolders } from '../../f5/hostHolders';
import { refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { notKnown, refused, SERVING } from './doors';

/** The oldest of those that ask for a host has it; what is not valid asks for none. */
export function holderDoor(
  snapshot: ClusterSnapshot,
  fact: F5Object,
  controller: string,
): RouteVerdict {
  const holder = snapshot
    .index(hostHolders)
    .get(holderKey(controller, fact.host));
  if (!holder || holder.claims.length === 1) {
    return SERVING;
  }
  const { winner } = holder;
  if (!winner) {
    return notKnown('the oldest of those that ask for the host', fact.host);
  }
  return refKey(winner.ref) === refKey(fact.object)
    ? SERVING
    : refused(
        `the older ${winner.ref.kind} ${winner.ref.namespace}/${winner.ref.name} has the host`,
      );
}
