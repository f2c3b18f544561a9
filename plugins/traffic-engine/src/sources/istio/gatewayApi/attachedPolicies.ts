import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import { authorizationPolicies } from '../../../istio/facts/authorizationPolicies';
import type { IstioObject } from '../../../istio/facts/istioObjects';
import { requestAuthentications } from '../../../istio/facts/requestAuthentications';
import { GATEWAY } from '../../../kinds/gatewayApiKinds';
import type { AttachedPolicy, PolicyTarget } from '../../../model/drafts';
import { refKey, refOf, refTo } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import {
  describeAuthorization,
  describeRequestAuthentication,
} from '../policies/securityPolicies';
import { isIstioGateway, isServedByIstio, podsOfGateway } from './gatewayPods';
import {
  isGatewayOf,
  policiesOfGateway,
  targetsOfPolicy,
} from './policiesOfGateway';

/**
 * AuthorizationPolicies and RequestAuthentications at the Gateways of the Gateway API that Istio serves: by what they target, or
 * by a selector (or none) that takes the Gateway's pods in. They do not compete, all hold.
 */
export function attachedPolicies(
  snapshot: ClusterSnapshot,
): readonly AttachedPolicy[] {
  const authorizations = snapshot.index(authorizationPolicies).all;
  const authentications = snapshot.index(requestAuthentications).all;
  if (authorizations.length + authentications.length === 0) {
    return [];
  }
  const selected = selectedGateways(snapshot);
  return [
    ...authentications.map(policy =>
      attach(policy, {
        cluster: snapshot.cluster,
        selected,
        settings: describeRequestAuthentication(policy, 'gateway'),
      }),
    ),
    ...authorizations.map(policy =>
      attach(policy, {
        cluster: snapshot.cluster,
        selected,
        settings: [describeAuthorization(policy, 'gateway')],
      }),
    ),
  ].filter(({ targets }) => targets.length > 0);
}

/** The Gateways whose pods a policy without targets takes in, by the policy. */
function selectedGateways(
  snapshot: ClusterSnapshot,
): ReadonlyMap<string, readonly PolicyTarget[]> {
  const found = new Map<string, PolicyTarget[]>();
  for (const gateway of snapshot.list(GATEWAY)) {
    const pods =
      isServedByIstio(snapshot, gateway) === false
        ? undefined
        : podsOfGateway(snapshot, gateway);
    if (pods?.areKnown) {
      const target = { ref: refTo(snapshot.cluster, gateway) };
      const policies = new Set(
        policiesOfGateway(snapshot, pods).flatMap(
          ({ authorizations, authentications }) =>
            [...authorizations, ...authentications].map(({ ref }) =>
              refKey(ref),
            ),
        ),
      );
      for (const policy of policies) {
        found.set(policy, [...(found.get(policy) ?? []), target]);
      }
    }
  }
  return found;
}

function attach(
  { ref, createdAt, spec }: IstioObject<Parameters<typeof targetsOfPolicy>[0]>,
  options: {
    cluster: string;
    selected: ReadonlyMap<string, readonly PolicyTarget[]>;
    settings: readonly RoutePolicy[];
  },
): AttachedPolicy {
  const { cluster, selected, settings } = options;
  const written = targetsOfPolicy(spec);
  return {
    object: ref,
    createdAt,
    family: refKey(ref),
    mergesWithParent: false,
    targets:
      written.length === 0
        ? selected.get(refKey(ref)) ?? []
        : written
            .filter(({ target }) => isGatewayOf(target, ref.namespace))
            .map(({ target, path }) => ({
              ref: refOf(cluster, GATEWAY, ref.namespace, target.name),
              path,
            })),
    isFor: controller => isIstioGateway(controller) === true,
    accepted: 'not-known',
    sets: settings.map(({ aspect, summary, params, setBy }) => ({
      aspect,
      summary,
      params,
      setBy,
    })),
  };
}
