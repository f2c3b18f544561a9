import type { Condition, KindStatus } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../../kinds/KindRef';
import { refTo } from '../../../model/refs';
import { referenceGrants } from '../../../references/referenceGrants';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { compareText } from '../../../snapshot/compareText';
import type { SourceProblem } from '../../Source';
import type { ListenerFact } from '../facts/gatewayFact';
import { readListenerSet } from '../facts/listenerSetFact';
import { GATEWAY, GATEWAY_API_GROUP, LISTENER_SETS } from '../kinds';
import { parseProblem } from '../problems';
import { admitNamespace } from '../routes/admitNamespace';
import type {
  GatewayEntry,
  ListenerEntry,
  ListenerSetEntry,
} from './GatewayEntry';
import { judgeListener } from './judgeListeners';
import { findConflicts, findTaken } from './listenerConflicts';
import { findBeaten } from './mergeListeners';

/** A ListenerSet that was read, with its kind: two groups serve one. */
export type ReadListenerSet = Pick<ListenerSetEntry, 'ref' | 'fact' | 'kind'>;

/** The ListenerSets of a cluster, in the order in which their listeners are merged: oldest first, then by namespace/name. */
export function readListenerSets(snapshot: ClusterSnapshot): {
  sets: readonly ReadListenerSet[];
  problems: readonly SourceProblem[];
} {
  const sets: ReadListenerSet[] = [];
  const problems: SourceProblem[] = [];
  for (const kind of LISTENER_SETS) {
    for (const object of snapshot.list(kind)) {
      const ref = refTo(snapshot.cluster, object);
      const parsed = readListenerSet(object);
      if (parsed.ok) {
        sets.push({ kind, ref, fact: parsed.fact });
      } else {
        problems.push(parseProblem(ref, parsed));
      }
    }
  }
  return { sets: sets.sort(compareSets), problems };
}

function compareSets(a: ReadListenerSet, b: ReadListenerSet): number {
  const [first, second] = [a.fact.createdAt, b.fact.createdAt];
  return (
    Number(first === '') - Number(second === '') ||
    compareText(first, second) ||
    compareText(
      `${a.ref.namespace}/${a.ref.name}`,
      `${b.ref.namespace}/${b.ref.name}`,
    ) ||
    compareText(a.ref.group, b.ref.group)
  );
}

/** Whether a set names this Gateway as its parent. */
export function isSetOf(
  { fact }: ReadListenerSet,
  { ref }: Pick<GatewayEntry, 'ref'>,
): boolean {
  const { group, kind, namespace, name } = fact.parentRef;
  return (
    group === GATEWAY_API_GROUP &&
    kind === GATEWAY.kind &&
    namespace === ref.namespace &&
    name === ref.name
  );
}

/** A set with the verdict on its listeners, after the listeners that are merged before it. */
export function buildListenerSet(
  snapshot: ClusterSnapshot,
  options: {
    set: ReadListenerSet;
    gateway: GatewayEntry;
    earlier: readonly ListenerEntry[];
    /** Those of older Gateways of the same proxy. */
    elsewhere: readonly ListenerFact[];
  },
): ListenerSetEntry {
  const { set, gateway, earlier, elsewhere } = options;
  const admission = admitNamespace(gateway.fact.allowedListeners, {
    snapshot,
    gatewayNamespace: gateway.ref.namespace,
    namespace: set.ref.namespace,
  });
  const { gatewayClass } = gateway;
  const beaten = new Map([
    ...findTaken(set.fact.listeners, elsewhere),
    ...findBeaten(set.fact.listeners, { earlier, gatewayClass }),
  ]);
  const conflicts = findConflicts(
    set.fact.listeners.filter(listener => !beaten.has(listener)),
    gatewayClass,
  );
  const certificates = {
    snapshot,
    grants: snapshot.index(referenceGrants),
    from: {
      group: set.kind.group,
      kind: set.kind.kind,
      namespace: set.ref.namespace,
    },
    controller: gatewayClass.controller,
  };
  const listeners = set.fact.listeners.map(
    (fact): ListenerEntry => ({
      fact,
      gateway,
      owner: set.ref,
      isBeaten: beaten.has(fact),
      verdict: judgeListener(fact, {
        conflict: beaten.get(fact) ?? conflicts.get(fact),
        validation: undefined,
        gatewayClass,
        certificates,
      }),
    }),
  );
  return {
    ...set,
    gateway,
    admission: admission.state,
    ...(admission.state === 'unknown' ? { because: admission.because } : {}),
    listeners,
    predicted: judgeSet({ gateway, admission: admission.state, listeners }),
  };
}

function judgeSet(options: {
  gateway: GatewayEntry;
  admission: ListenerSetEntry['admission'];
  listeners: readonly ListenerEntry[];
}): readonly Condition[] {
  const { gateway, admission, listeners } = options;
  const both = (
    status: Condition['status'],
    reasons: { accepted: string; programmed: string },
  ): Condition[] => [
    { type: 'Accepted', status, reason: reasons.accepted },
    { type: 'Programmed', status, reason: reasons.programmed },
  ];
  const same = (status: Condition['status'], reason: string) =>
    both(status, { accepted: reason, programmed: reason });
  const accepted = gateway.predicted.find(({ type }) => type === 'Accepted');
  if (admission === 'no') {
    return same('False', 'NotAllowed');
  }
  if (admission === 'unknown' || accepted?.status === 'Unknown') {
    return same('Unknown', 'NotKnown');
  }
  if (accepted?.status === 'False') {
    return same('False', 'ParentNotAccepted');
  }
  const valid = listeners.filter(
    ({ verdict }) =>
      verdict.accepted.status !== 'False' &&
      verdict.resolvedRefs.status !== 'False',
  );
  if (valid.length === 0) {
    return same('False', 'ListenersNotValid');
  }
  return both('True', {
    accepted:
      valid.length < listeners.length ? 'ListenersNotValid' : 'Accepted',
    programmed: 'Programmed',
  });
}

/** Why the answer about a set is not known, where it is not. */
export function setDoubt({ because }: ListenerSetEntry): KindStatus {
  return because ?? { state: 'pending' };
}

export function listenerSetKind(parent: {
  group: string;
  kind: string;
}): KindRef | undefined {
  return LISTENER_SETS.find(
    ({ group, kind }) => group === parent.group && kind === parent.kind,
  );
}
