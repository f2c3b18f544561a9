import type {
  Condition,
  PolicyAncestor,
} from '@portolan/plugin-traffic-common';
import { targetKey } from '../../../join/attachPolicies';
import type { PredictedAncestor } from '../../../conditions/policyAncestors';
import type { AttachedPolicy, PolicyTarget } from '../../../model/drafts';
import { refKey } from '../../../model/refs';
import { compareText } from '../../../snapshot/compareText';
import { ancestorAt, isDoorKind, type Doors, type Owner } from './doors';
import { createReach } from './reach';
import { findParents } from './parents';

/** Whether a policy can be applied to what it is attached to at a door. */
export type FaultAt = (
  policy: AttachedPolicy,
  target: PolicyTarget,
  owner: Owner,
) => 'invalid' | 'valid' | 'not-known';

/** What holds of one policy at one ancestor so far. */
interface Standing {
  readonly ancestor: Pick<PolicyAncestor, 'ref' | 'sectionName' | 'controller'>;
  accepted: Pick<Condition, 'status' | 'reason'> | undefined;
  isOverridden: boolean;
  isMerged: boolean;
}

/** In this order Envoy Gateway goes through the targets: what is nearer has its place before what is farther. */
const LEVELS = ['rule', 'route', 'listener', 'whole'] as const;

function levelOf(target: PolicyTarget): (typeof LEVELS)[number] {
  if (isDoorKind(target.ref)) {
    return target.section === undefined ? 'whole' : 'listener';
  }
  return target.section === undefined ? 'route' : 'rule';
}

/**
 * What Envoy Gateway reports of the policies of one kind, by policy: on one target the first (the oldest, then by name) is
 * accepted and others are Conflicted; a section that is not there is TargetNotFound; what nearer targets take away is
 * Overridden, or Merged where they are merged. Nothing is reported at doors and targets that are not there.
 */
export function predictFamily(
  policies: readonly AttachedPolicy[],
  options: {
    doors: Doors;
    faultAt: FaultAt;
    rulesOf: (route: PolicyTarget['ref']) => readonly string[] | undefined;
  },
): ReadonlyMap<AttachedPolicy, readonly PredictedAncestor[]> {
  const { doors, faultAt, rulesOf } = options;
  const taken = new Set<string>();
  const reach = createReach();
  const parents = findParents(policies);
  const standings = new Map<AttachedPolicy, Map<string, Standing>>();
  const standingAt = (
    policy: AttachedPolicy,
    owner: Owner,
    sectionName: string | null,
  ): Standing => {
    const own = standings.get(policy) ?? new Map<string, Standing>();
    standings.set(policy, own);
    const key = `${refKey(owner.ref)}|${sectionName ?? ''}`;
    const standing = own.get(key) ?? {
      ancestor: ancestorAt(owner, sectionName),
      accepted: undefined,
      isOverridden: false,
      isMerged: false,
    };
    own.set(key, standing);
    return standing;
  };

  for (const level of LEVELS) {
    for (const policy of policies) {
      for (const target of distinct(policy.targets)) {
        if (levelOf(target) === level) {
          if (isDoorKind(target.ref)) {
            judgeDoor(policy, target);
          } else {
            judgeRoute(policy, target);
          }
        }
      }
    }
  }
  return new Map(
    [...standings].map(([policy, own]) => [
      policy,
      [...own.values()].map(toAncestor),
    ]),
  );

  /** A policy that comes after another on the same target, or whose target has no such section. */
  function refusal(
    target: PolicyTarget,
    hasSection: boolean,
  ): Standing['accepted'] {
    if (!hasSection) {
      return { status: 'False', reason: 'TargetNotFound' };
    }
    const key = targetKey(target);
    if (taken.has(key)) {
      return { status: 'False', reason: 'Conflicted' };
    }
    taken.add(key);
    return undefined;
  }

  function judgeRoute(policy: AttachedPolicy, target: PolicyTarget): void {
    const ways = doors.doorsOf(target.ref);
    if (ways.length === 0) {
      return;
    }
    ways.forEach(({ owner, sectionName }) =>
      reach.add(owner, sectionName, target.ref),
    );
    const rules = rulesOf(target.ref);
    const refused = refusal(
      target,
      target.section === undefined ||
        rules === undefined ||
        rules.includes(target.section),
    );
    for (const { owner, sectionName, listeners } of ways) {
      const standing = standingAt(policy, owner, sectionName);
      accept(standing, refused ?? acceptance(policy, target, owner));
      if (!refused) {
        standing.isOverridden ||=
          target.section === undefined && reach.hasRules(target.ref);
        for (const listener of parents.mergedListeners(policy, {
          target,
          owner,
          listeners,
        })) {
          standingAt(policy, owner, listener).isMerged = true;
          reach.addMerged(owner, listener, target.ref);
        }
      }
    }
    if (!refused && target.section !== undefined) {
      reach.addRule(target.ref);
    }
  }

  function judgeDoor(policy: AttachedPolicy, target: PolicyTarget): void {
    const owner = doors.ownerOf(target.ref);
    if (!owner) {
      return;
    }
    const sectionName = target.section ?? null;
    const standing = standingAt(policy, owner, sectionName);
    const refused = refusal(
      target,
      sectionName === null ||
        owner.listeners.some(({ name }) => name === sectionName),
    );
    accept(standing, refused ?? acceptance(policy, target, owner));
    if (!refused) {
      const below = reach.below(owner, sectionName);
      standing.isMerged ||= below.isMerged;
      standing.isOverridden ||= below.isOverridden;
      reach.addDoor(owner, sectionName);
    }
  }

  function acceptance(
    policy: AttachedPolicy,
    target: PolicyTarget,
    owner: Owner,
  ): NonNullable<Standing['accepted']> {
    switch (faultAt(policy, target, owner)) {
      case 'invalid':
        return { status: 'False', reason: 'Invalid' };
      case 'not-known':
        return { status: 'Unknown', reason: 'NotKnown' };
      default:
        return owner.controller === null
          ? { status: 'Unknown', reason: 'NotKnown' }
          : { status: 'True', reason: 'Accepted' };
    }
  }
}

/** What was refused for one target stays refused, whatever becomes of the others at the same ancestor. */
function accept(
  standing: Standing,
  accepted: NonNullable<Standing['accepted']>,
): void {
  if (standing.accepted?.status !== 'False' || accepted.status === 'False') {
    standing.accepted = accepted;
  }
}

function distinct(targets: readonly PolicyTarget[]): readonly PolicyTarget[] {
  return [
    ...new Map(targets.map(target => [targetKey(target), target])).values(),
  ];
}

function toAncestor(standing: Standing): PredictedAncestor {
  const { ancestor, accepted, isMerged, isOverridden } = standing;
  const predicted: Condition[] = [
    ...(accepted ? [{ type: 'Accepted', ...accepted }] : []),
    ...(isMerged
      ? [{ type: 'Merged', status: 'True' as const, reason: 'Merged' }]
      : []),
    ...(isOverridden
      ? [{ type: 'Overridden', status: 'True' as const, reason: 'Overridden' }]
      : []),
  ];
  return {
    ...ancestor,
    predicted: predicted.sort((a, b) => compareText(a.type, b.type)),
  };
}
