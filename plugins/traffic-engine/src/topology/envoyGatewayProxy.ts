import type { Resolution } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import { lookUp } from '../references/lookUp';
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
  return (
    proxy?.state === 'resolved' &&
    readFlag(readRecord(proxy.value, 'spec'), 'mergeGateways') === true
  );
}

/**
 * Whether rules are tried as they are written (EnvoyProxy.spec.preserveRouteOrder); what a Gateway names as its own parameters
 * stands in for those of its class. Undefined where parameters are named that are not to be seen.
 */
export function keepsRouteOrder(
  snapshot: ClusterSnapshot,
  {
    gateway,
    gatewayClass,
  }: { gateway: KubeObject; gatewayClass: KubeObject | undefined },
): boolean | undefined {
  const infrastructure = readRecord(
    readRecord(gateway, 'spec'),
    'infrastructure',
  );
  const own = proxyOf(
    snapshot,
    readRecord(infrastructure, 'parametersRef'),
    gateway.metadata.namespace ?? '',
  );
  const proxy =
    own ?? (gatewayClass && parametersOfClass(snapshot, gatewayClass));
  switch (proxy?.state) {
    case 'resolved':
      return (
        readFlag(readRecord(proxy.value, 'spec'), 'preserveRouteOrder') === true
      );
    case 'unknown':
      return undefined;
    default:
      return false;
  }
}

function parametersOfClass(
  snapshot: ClusterSnapshot,
  gatewayClass: KubeObject,
): Resolution<KubeObject> | undefined {
  const ref = readRecord(readRecord(gatewayClass, 'spec'), 'parametersRef');
  return proxyOf(snapshot, ref, readText(ref, 'namespace') ?? '');
}

/** The EnvoyProxy behind a reference; undefined where it names none. */
function proxyOf(
  snapshot: ClusterSnapshot,
  ref: unknown,
  namespace: string,
): Resolution<KubeObject> | undefined {
  return readText(ref, 'group') === ENVOY_GATEWAY_PROXY.group &&
    readText(ref, 'kind') === ENVOY_GATEWAY_PROXY.kind
    ? lookUp(
        snapshot,
        ENVOY_GATEWAY_PROXY,
        namespace,
        readText(ref, 'name') ?? '',
      )
    : undefined;
}
