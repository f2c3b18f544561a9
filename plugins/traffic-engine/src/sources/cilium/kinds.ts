import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'cilium';

export const CILIUM_NETWORK_POLICY: KindRef = {
  group: 'cilium.io',
  kind: 'CiliumNetworkPolicy',
  plural: 'ciliumnetworkpolicies',
  versions: ['v2'],
  scope: 'Namespaced',
};
export const CILIUM_CLUSTERWIDE_NETWORK_POLICY: KindRef = {
  group: 'cilium.io',
  kind: 'CiliumClusterwideNetworkPolicy',
  plural: 'ciliumclusterwidenetworkpolicies',
  versions: ['v2'],
  scope: 'Cluster',
};
export const CILIUM_EGRESS_GATEWAY_POLICY: KindRef = {
  group: 'cilium.io',
  kind: 'CiliumEgressGatewayPolicy',
  plural: 'ciliumegressgatewaypolicies',
  versions: ['v2'],
  scope: 'Cluster',
};
