import type {
  RequestAnswer,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { compareAge, targetKey } from '../../../join/attachPolicies';
import type { AttachedPolicy } from '../../../model/drafts';
import { refKey, refTo } from '../../../model/refs';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { isEnvoyGateway } from '../attach/isEnvoyGateway';
import { attachedPolicies } from '../attachedPolicies';
import { HTTP_ROUTE_FILTER } from '../kinds';
import { POLICY_KINDS } from '../policyKinds';
import { applyFilter } from './applyFilter';
import { policyFault } from './policyFaults';
import { winningRule, type WinningRule } from './targetsOfWinner';

/**
 * What Envoy Gateway's own objects make of an answer at one of its Gateways: 500 where a policy of the winning rule cannot be
 * translated (nobody is let past a SecurityPolicy that fails), else what the rule's HTTPRouteFilters do.
 */
export function intercept(
  snapshot: ClusterSnapshot,
  request: AskedRequest,
  { entry, winner, outcome }: RequestAnswer,
): RequestOutcome | undefined {
  if (
    entry.kind !== 'listener' ||
    !winner ||
    isEnvoyGateway(entry.controller) !== true
  ) {
    return undefined;
  }
  const rule = winningRule(snapshot, entry, winner);
  if (!rule) {
    return undefined;
  }
  const refused = refusedBy(snapshot, rule, entry.gateway);
  if (refused) {
    return refused;
  }
  return rule.filters.reduce<RequestOutcome>((answer, name) => {
    const filter = snapshot.get(
      HTTP_ROUTE_FILTER,
      winner.object.namespace,
      name,
    );
    return filter
      ? applyFilter(snapshot, filter, { request, outcome: answer })
      : answer;
  }, outcome);
}

/** The nearest policy of each kind decides; where it is merged with those above it, they too. */
function refusedBy(
  snapshot: ClusterSnapshot,
  { targets }: WinningRule,
  gateway: Parameters<typeof policyFault>[2],
): RequestOutcome | undefined {
  const objects = new Map(
    POLICY_KINDS.flatMap(({ kind }) => snapshot.list(kind)).map(object => [
      refKey(refTo(snapshot.cluster, object)),
      object,
    ]),
  );
  const met = policiesByDistance(
    attachedPolicies(snapshot).policies,
    targets.map(targetKey),
  );
  const decided = new Set<string>();
  for (const policy of met) {
    const object = objects.get(refKey(policy.object));
    if (!object || decided.has(policy.family)) {
      continue;
    }
    if (!policy.mergesWithParent) {
      decided.add(policy.family);
    }
    const ref = policy.object;
    const called = `${ref.kind} ${ref.namespace}/${ref.name}`;
    switch (policyFault(snapshot, { ref, object }, gateway)) {
      case 'invalid':
        return {
          kind: 'respond',
          status: 500,
          location: null,
          why: `${called} is invalid, and Envoy Gateway lets nothing past a policy that it cannot apply.`,
        };
      default:
    }
  }
  return undefined;
}

function policiesByDistance(
  policies: readonly AttachedPolicy[],
  targets: readonly string[],
): readonly AttachedPolicy[] {
  return policies
    .filter(({ family }) =>
      POLICY_KINDS.some(({ kind }) => kind.kind === family),
    )
    .map(policy => ({
      policy,
      distance: Math.min(
        ...policy.targets
          .map(target => targets.indexOf(targetKey(target)))
          .filter(index => index >= 0),
      ),
    }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance || compareAge(a.policy, b.policy))
    .map(({ policy }) => policy);
}
