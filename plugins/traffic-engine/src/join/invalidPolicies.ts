import type { Entry, Reason } from '@portolan/plugin-traffic-common';
import type { AttachedPolicy, PolicyTarget, RouteDraft } from '../model/drafts';
import { compareAge, isMerged, targetKey } from './attachPolicies';

/** The policy that its controller cannot apply, so that it answers all requests of a route with an error. */
export type InvalidPolicyTable = (
  draft: Pick<RouteDraft, 'policyTargets'> & { readonly entry: Entry | null },
) => AttachedPolicy | undefined;

/**
 * Of one family the nearest policy decides, on one target the oldest (GEP-713); where it is merged, the one that it is merged
 * with decides too. Looked up by target, so that a route costs its own targets alone.
 */
export function tableOfInvalidPolicies(
  policies: readonly AttachedPolicy[],
): InvalidPolicyTable {
  const byTarget = new Map<string, AttachedPolicy[]>();
  for (const policy of policies
    .filter(({ invalidAt }) => invalidAt)
    .sort(compareAge)) {
    for (const key of new Set(policy.targets.map(targetKey))) {
      const known = byTarget.get(key) ?? [];
      known.push(policy);
      byTarget.set(key, known);
    }
  }
  if (byTarget.size === 0) {
    return () => undefined;
  }
  return ({ policyTargets = [], entry }) =>
    entry?.kind === 'listener'
      ? firstInvalid(policyTargets, byTarget, entry)
      : undefined;
}

function firstInvalid(
  targets: readonly PolicyTarget[],
  byTarget: ReadonlyMap<string, readonly AttachedPolicy[]>,
  { gateway, controller }: Extract<Entry, { kind: 'listener' }>,
): AttachedPolicy | undefined {
  const nearest = new Map<string, AttachedPolicy>();
  for (const target of targets) {
    const met = new Set<string>();
    for (const policy of byTarget.get(targetKey(target)) ?? []) {
      const last = nearest.get(policy.family);
      const isReplaced =
        met.has(policy.family) ||
        (last &&
          (!isMerged(last, targets) || policy.isParent?.(target) === false));
      const isMinded =
        controller !== null && (policy.isFor?.(controller) ?? true);
      if (isReplaced || !isMinded) {
        continue;
      }
      met.add(policy.family);
      nearest.set(policy.family, policy);
      if (policy.invalidAt?.(gateway, targets)) {
        return policy;
      }
    }
  }
  return undefined;
}

/** Why a route fails behind a policy that cannot be applied. */
export function invalidPolicyReason({ object }: AttachedPolicy): Reason {
  return {
    code: 'PolicyInvalid',
    params: { policy: `${object.kind} ${object.namespace}/${object.name}` },
  };
}
