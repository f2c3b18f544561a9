import type { KindRef } from '../kinds/KindRef';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { readFlag, readRecord, readText } from '../snapshot/read';

/** Envoy Gateway's parameters of a class or a Gateway. */
export const ENVOY_GATEWAY_PROXY: KindRef = {
  group: 'gateway.envoyproxy.io',
  kind: 'EnvoyProxy',
  plural: 'envoyproxies',
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  leftOutOfFiles: true,
};

/**
 * Whether one proxy serves all Gateways of a class (EnvoyProxy.spec.mergeGateways), so that their listeners conflict with each
 * other. False where the parameters of the class are not to be seen: nothing negative is said on what is not known.
 */
export function mergesGateways(
  snapshot: ClusterSnapshot,
  gatewayClass: KubeObject,
): boolean {
  const ref = readRecord(readRecord(gatewayClass, 'spec'), 'parametersRef');
  const proxy =
    readText(ref, 'group') === ENVOY_GATEWAY_PROXY.group &&
    readText(ref, 'kind') === ENVOY_GATEWAY_PROXY.kind
      ? snapshot.get(
          ENVOY_GATEWAY_PROXY,
          readText(ref, 'namespace') ?? '',
          readText(ref, 'name') ?? '',
        )
      : undefined;
  return readFlag(readRecord(proxy, 'spec'), 'mergeGateways') === true;
}
