import { isMerged } from '../../../join/attachPolicies';
import { GATEWAY_CLASS } from '../../../kinds/gatewayApiKinds';
import type { AttachedPolicy, PolicyTarget } from '../../../model/drafts';
import { refKey, refOf } from '../../../model/refs';
import { isDoorKind, type Owner } from './doors';

/** The policies of doors that those of routes are merged with. */
export interface Parents {
  /** The listeners, of those that accept the route, at which there is one to be merged with; none where nothing is merged. */
  mergedListeners(
    policy: AttachedPolicy,
    way: {
      target: PolicyTarget;
      owner: Owner;
      listeners: readonly string[];
    },
  ): readonly string[];
}

/** A listener’s policy goes before that of what it is written in; that of the Gateway holds for its ListenerSets too. */
export function findParents(policies: readonly AttachedPolicy[]): Parents {
  const doors = new Set(
    policies.flatMap(({ targets }) =>
      targets
        .filter(({ ref }) => isDoorKind(ref))
        .map(({ ref, section }) => doorKey(ref, section)),
    ),
  );
  return {
    mergedListeners: (policy, { target, owner, listeners }) => {
      const isAt = (listener: string) =>
        isMerged(policy, [
          target,
          { ref: owner.ref, section: listener },
          { ref: owner.ref },
          { ref: owner.gateway },
          {
            ref: refOf(owner.ref.cluster, GATEWAY_CLASS, '', owner.className),
          },
        ]);
      return listeners.filter(
        listener =>
          (doors.has(doorKey(owner.ref, listener)) ||
            doors.has(doorKey(owner.ref, undefined)) ||
            doors.has(doorKey(owner.gateway, undefined))) &&
          isAt(listener),
      );
    },
  };
}

function doorKey(ref: PolicyTarget['ref'], section: string | undefined) {
  return `${refKey(ref)}|${section ?? ''}`;
}
