import type {
  RequestAnswer,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { tableOfInvalidPolicies } from '../../../join/invalidPolicies';
import type { AskedRequest } from '../../../request/AskedRequest';
import { whyUnseen } from '../../../references/whyUnseen';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { isEnvoyGateway } from '../attach/isEnvoyGateway';
import {
  BACKEND_TRAFFIC_POLICY,
  ENVOY_EXTENSION_POLICY,
  HTTP_ROUTE_FILTER,
  SECURITY_POLICY,
} from '../kinds';
import { envoyPolicies } from '../policyIndex';
import { applyFilter } from './applyFilter';
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
  const refused = refusedBy(snapshot, rule, entry);
  if (refused) {
    return refused;
  }
  const unseen = whyUnseen(
    snapshot,
    [SECURITY_POLICY, BACKEND_TRAFFIC_POLICY, ENVOY_EXTENSION_POLICY],
    [...new Set([winner.object.namespace, entry.gateway.namespace])],
  );
  if (unseen && outcome.kind !== 'refused') {
    return {
      kind: 'unknown',
      why: `Whether a policy refuses the request is not known: ${unseen}.`,
    };
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

/** The policy that the route's own verdict names too. */
function refusedBy(
  snapshot: ClusterSnapshot,
  { targets }: WinningRule,
  entry: RequestAnswer['entry'],
): RequestOutcome | undefined {
  const invalid = tableOfInvalidPolicies(
    snapshot.index(envoyPolicies).policies,
  )({
    policyTargets: targets,
    entry,
  });
  if (!invalid) {
    return undefined;
  }
  const { kind, namespace, name } = invalid.object;
  return {
    kind: 'respond',
    status: 500,
    location: null,
    why: `${kind} ${namespace}/${name} is invalid, and Envoy Gateway lets nothing past a policy that it cannot apply.`,
  };
}
