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
  const proxy = parametersOfClass(snapshot, gatewayClass);
  return readFlag(readRecord(proxy, 'spec'), 'mergeGateways') === true;
}

/**
 * Whether rules are tried as they are written (EnvoyProxy.spec.preserveRouteOrder); what a Gateway names as its own parameters
 * stands in for those of its class. False where they are not to be seen.
 */
export function keepsRouteOrder(
  snapshot: ClusterSnapshot,
  {
    gateway,
    gatewayClass,
  }: { gateway: KubeObject; gatewayClass: KubeObject | undefined },
): boolean {
  const infrastructure = readRecord(
    readRecord(gateway, 'spec'),
    'infrastructure',
  );
  const proxy =
    proxyOf(
      snapshot,
      readRecord(infrastructure, 'parametersRef'),
      gateway.metadata.namespace ?? '',
    ) ??
    (gatewayClass && parametersOfClass(snapshot, gatewayClass));
  return readFlag(readRecord(proxy, 'spec'), 'preserveRouteOrder') === true;
}

function parametersOfClass(
  snapshot: ClusterSnapshot,
  gatewayClass: KubeObject,
): KubeObject | undefined {
  const ref = readRecord(readRecord(gatewayClass, 'spec'), 'parametersRef');
  return proxyOf(snapshot, ref, readText(ref, 'namespace') ?? '');
}

function proxyOf(
  snapshot: ClusterSnapshot,
  ref: unknown,
  namespace: string,
): KubeObject | undefined {
  return readText(ref, 'group') === ENVOY_GATEWAY_PROXY.group &&
    readText(ref, 'kind') === ENVOY_GATEWAY_PROXY.kind
    ? snapshot.get(ENVOY_GATEWAY_PROXY, namespace, readText(ref, 'name') ?? '')
    : undefined;
}
