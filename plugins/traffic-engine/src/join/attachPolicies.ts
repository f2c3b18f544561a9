import type {
  ObjectRef,
  Provenance,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { AttachedPolicy, PolicyTarget, RouteDraft } from '../model/drafts';
import { refKey } from '../model/refs';
import { compareText } from '../snapshot/compareText';
import { groupBy } from '../snapshot/groupBy';

/** Which attached policies hold for a route, each with what overrides it. */
export type PolicyTable = (
  draft: Pick<RouteDraft, 'policyTargets'> & Partial<Pick<RouteDraft, 'entry'>>,
) => readonly RoutePolicy[];

/** A policy as one route meets it; `distance` counts from the nearest target. */
interface Met {
  readonly policy: AttachedPolicy;
  readonly distance: number;
  readonly target: PolicyTarget;
}

type Setting = AttachedPolicy['sets'][number];

const NOTHING: readonly RoutePolicy[] = [];

/**
 * Puts attached policies on routes, as GEP-713 has it: of one family the nearest target wins, on one target the oldest policy,
 * then the first by namespace and name. A winner that merges leaves in force what farther ones set and it does not. A policy
 * that its controller did not accept neither wins nor loses. Looked up by target, so that a route costs its own targets alone.
 * One that the route's controller does not mind is left out.
 */
export function tableOfPolicies(
  policies: readonly AttachedPolicy[],
): PolicyTable {
  if (policies.length === 0) {
    return () => NOTHING;
  }
  const byTarget = new Map<string, AttachedPolicy[]>();
  for (const policy of [...policies].sort(compareAge)) {
    for (const key of new Set(policy.targets.map(targetKey))) {
      const known = byTarget.get(key) ?? [];
      known.push(policy);
      byTarget.set(key, known);
    }
  }
  // Routes behind one door share most of their targets, and the rules of one route all of them.
  const known = new WeakMap<readonly PolicyTarget[], readonly RoutePolicy[]>();
  return ({ policyTargets, entry }) => {
    if (!policyTargets || policyTargets.length === 0) {
      return NOTHING;
    }
    let answer = known.get(policyTargets);
    if (!answer) {
      answer = policiesAt(policyTargets, {
        byTarget,
        controller: controllerOf(entry),
        gateway: entry?.kind === 'listener' ? entry.gateway : undefined,
      });
      known.set(policyTargets, answer);
    }
    return answer;
  };
}

/** Who serves the door of a route, where that is known. */
function controllerOf(entry: RouteDraft['entry'] | undefined): string | null {
  return entry && 'controller' in entry ? entry.controller : null;
}

function policiesAt(
  targets: readonly PolicyTarget[],
  options: {
    byTarget: ReadonlyMap<string, readonly AttachedPolicy[]>;
    controller: string | null;
    gateway: ObjectRef | undefined;
  },
): readonly RoutePolicy[] {
  const { byTarget, controller, gateway } = options;
  const met = new Map<AttachedPolicy, Met>();
  targets.forEach((target, distance) => {
    for (const policy of byTarget.get(targetKey(target)) ?? []) {
      const isFor = controller === null || (policy.isFor?.(controller) ?? true);
      if (isFor && !met.has(policy)) {
        met.set(policy, { policy, distance, target });
      }
    }
  });
  const families = groupBy(met.values(), ({ policy }) => policy.family);
  return [...families.values()].flatMap(family =>
    decideFamily(family, { targets, gateway }),
  );
}

/**
 * The policies of one family are met in the order in which they win; one that cannot be applied keeps its place, since its
 * controller lets nothing past it.
 */
function decideFamily(
  family: readonly Met[],
  {
    targets,
    gateway,
  }: { targets: readonly PolicyTarget[]; gateway: ObjectRef | undefined },
): readonly RoutePolicy[] {
  const ruling: Met[] = [];
  const setAt = new Map<string, Provenance>();
  return family.flatMap(met => {
    const { policy, distance, target } = met;
    if (policy.accepted === 'not-accepted') {
      return policy.sets.map(set => ({ ...set, state: 'not-accepted' }));
    }
    const last = ruling[ruling.length - 1];
    const replacedBy =
      last &&
      (last.distance === distance ||
        !isMerged(last.policy, targets) ||
        last.policy.isParent?.(target) === false)
        ? last
        : undefined;
    if (replacedBy) {
      const by = standInOf(replacedBy.policy);
      return policy.sets.map(set => overridden(set, by));
    }
    ruling.push(met);
    if (gateway && policy.invalidAt?.(gateway, targets)) {
      return policy.sets.map(set => ({ ...set, state: 'not-accepted' }));
    }
    return policy.sets.map((set): RoutePolicy => {
      const by = setAt.get(set.setBy.path);
      if (by) {
        return overridden(set, by);
      }
      setAt.set(set.setBy.path, set.setBy);
      return set.aspect === 'other' || set.aspect === 'extension'
        ? { ...set, state: 'not-interpreted' }
        : { ...set, state: 'in-force' };
    });
  });
}

/** Whether a policy leaves in force what farther ones set, behind a door with these targets. */
export function isMerged(
  { mergesWithParent, mergesAt }: AttachedPolicy,
  targets: readonly PolicyTarget[],
): boolean {
  return mergesWithParent || (mergesAt?.(targets) ?? false);
}

function overridden(set: Setting, by: Provenance | undefined): RoutePolicy {
  return { ...set, state: 'overridden', ...(by ? { by } : {}) };
}

/** The place that speaks for a policy as a whole. */
function standInOf({ sets }: AttachedPolicy): Provenance | undefined {
  const [first] = sets;
  return first && { ...first.setBy, path: 'spec' };
}

/** Equal for targets that are the same object, and the same part of it. */
export function targetKey({ ref, section }: PolicyTarget): string {
  return `${refKey(ref)}|${section ?? ''}`;
}

/** Oldest first; one that has not been created yet comes last. */
export function compareAge(a: AttachedPolicy, b: AttachedPolicy): number {
  return (
    Number(a.createdAt === '') - Number(b.createdAt === '') ||
    compareText(a.createdAt, b.createdAt) ||
    compareText(a.object.namespace, b.object.namespace) ||
    compareText(a.object.name, b.object.name) ||
    compareText(refKey(a.object), refKey(b.object))
  );
}
