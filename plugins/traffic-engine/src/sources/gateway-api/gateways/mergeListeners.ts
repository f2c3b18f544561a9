import type { ListenerFact } from '../facts/gatewayFact';
import type { ClassEntry, ListenerEntry } from './GatewayEntry';
import { conflictOf, type ConflictReason } from './listenerConflicts';

/**
 * The listeners of a set that conflict with those of the Gateway and of older sets: what is there already wins over them
 * (GEP-1713, Listener Precedence). Earlier ones of one object that conflict with each other are all refused, and have the place
 * even so: the merged list is one list, in which a request could not be assigned to either.
 */
export function findBeaten(
  listeners: readonly ListenerFact[],
  options: {
    earlier: readonly ListenerEntry[];
    gatewayClass: ClassEntry;
  },
): ReadonlyMap<ListenerFact, ConflictReason> {
  const { earlier, gatewayClass } = options;
  const holders = earlier.filter(holdsPlace);
  const beaten = new Map<ListenerFact, ConflictReason>();
  for (const listener of listeners) {
    const [reason] = holders.flatMap(({ fact }) =>
      fact.port === listener.port
        ? conflictOf(listener, fact, gatewayClass)
        : [],
    );
    if (reason) {
      beaten.set(listener, reason);
    }
  }
  return beaten;
}

function holdsPlace({ verdict, isBeaten }: ListenerEntry): boolean {
  return (
    verdict.accepted.status !== 'False' ||
    (verdict.conflicted.status === 'True' && !isBeaten)
  );
}
