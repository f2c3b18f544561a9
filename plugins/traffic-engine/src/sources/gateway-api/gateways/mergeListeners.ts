import type { ListenerFact } from '../facts/gatewayFact';
import type { ClassEntry, ListenerEntry } from './GatewayEntry';
import {
  conflictOf,
  findConflicts,
  type ConflictReason,
} from './listenerConflicts';

/**
 * The conflicts of a set's listeners, which come after those of the Gateway and of older sets: what is there already wins
 * over them (ListenerSetSpec.listeners). Among the rest of the set, as on a Gateway, none wins.
 */
export function findSetConflicts(
  listeners: readonly ListenerFact[],
  options: {
    earlier: readonly ListenerEntry[];
    gatewayClass: ClassEntry;
  },
): ReadonlyMap<ListenerFact, ConflictReason> {
  const { earlier, gatewayClass } = options;
  const accepted = earlier.filter(
    ({ verdict }) => verdict.accepted.status !== 'False',
  );
  const conflicts = new Map<ListenerFact, ConflictReason>();
  for (const listener of listeners) {
    const [reason] = accepted.flatMap(({ fact }) =>
      fact.port === listener.port
        ? conflictOf(listener, fact, gatewayClass)
        : [],
    );
    if (reason) {
      conflicts.set(listener, reason);
    }
  }
  const rest = listeners.filter(listener => !conflicts.has(listener));
  return new Map([...conflicts, ...findConflicts(rest, gatewayClass)]);
}
