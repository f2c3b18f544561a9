import { GATEWAY, GATEWAY_CLASS } from '../../../kinds/gatewayApiKinds';
import type { AttachedPolicy, PolicyTarget } from '../../../model/drafts';
import { at, refKey, refTo } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { readRecord, readText } from '../../../snapshot/read';
import { ENVOY_PROXY, SOURCE_ID } from '../kinds';
import { isMindedBy } from './isEnvoyGateway';

/** What is read where it acts: the order of rules, and how policies are merged. */
const READ_ELSEWHERE: readonly string[] = [
  'preserveRouteOrder',
  'policyDefaults',
];

/**
 * EnvoyProxies as policies of the Gateways and classes that name them as their parameters; those of a Gateway come before
 * those of its class. What they set is of the proxy itself and is named, not interpreted.
 */
export function envoyProxyPolicies(
  snapshot: ClusterSnapshot,
): readonly AttachedPolicy[] {
  const users = parametersUsers(snapshot);
  return snapshot.list(ENVOY_PROXY).flatMap((object): AttachedPolicy[] => {
    const ref = refTo(snapshot.cluster, object);
    const targets = users.get(refKey(ref)) ?? [];
    const spec = readRecord(object, 'spec');
    const fields = Object.keys(spec)
      .filter(
        name =>
          !READ_ELSEWHERE.includes(name) &&
          spec[name] !== undefined &&
          spec[name] !== null,
      )
      .sort();
    return targets.length === 0 || fields.length === 0
      ? []
      : [
          {
            object: ref,
            createdAt: object.metadata.creationTimestamp ?? '',
            family: ENVOY_PROXY.kind,
            mergesWithParent: readText(spec, 'mergeType') !== undefined,
            targets,
            accepted: 'not-known',
            isFor: controller => isMindedBy(object, controller),
            sets: fields.map(name => ({
              aspect: 'other',
              summary:
                name === 'mergeGateways' && spec[name] === true
                  ? 'the Gateways of the class share one proxy'
                  : name,
              params: {},
              setBy: at(SOURCE_ID, ref)(`spec.${name}`),
            })),
          },
        ];
  });
}

/** The Gateways and classes that name an EnvoyProxy as their parameters, by the key of the EnvoyProxy. */
export function parametersUsers(
  snapshot: ClusterSnapshot,
): ReadonlyMap<string, readonly PolicyTarget[]> {
  const users = new Map<string, PolicyTarget[]>();
  const add = (parameters: unknown, user: PolicyTarget) => {
    const group = readText(parameters, 'group');
    const name = readText(parameters, 'name');
    if (
      group === ENVOY_PROXY.group &&
      readText(parameters, 'kind') === ENVOY_PROXY.kind &&
      name
    ) {
      const key = refKey({
        cluster: snapshot.cluster,
        group,
        kind: ENVOY_PROXY.kind,
        namespace: readText(parameters, 'namespace') ?? user.ref.namespace,
        name,
      });
      users.set(key, [...(users.get(key) ?? []), user]);
    }
  };
  for (const gateway of snapshot.list(GATEWAY)) {
    add(
      readRecord(
        readRecord(readRecord(gateway, 'spec'), 'infrastructure'),
        'parametersRef',
      ),
      { ref: refTo(snapshot.cluster, gateway) },
    );
  }
  for (const gatewayClass of snapshot.list(GATEWAY_CLASS)) {
    add(readRecord(readRecord(gatewayClass, 'spec'), 'parametersRef'), {
      ref: refTo(snapshot.cluster, gatewayClass),
    });
  }
  return users;
}
