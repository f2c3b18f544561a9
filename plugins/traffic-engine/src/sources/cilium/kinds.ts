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
/** Ranges outside the cluster under a name, which policies mean by it or by its labels. */
export const CILIUM_CIDR_GROUP: KindRef = {
  group: 'cilium.io',
  kind: 'CiliumCIDRGroup',
  plural: 'ciliumcidrgroups',
  versions: ['v2', 'v2alpha1'],
  scope: 'Cluster',
  leftOutOfFiles: true,
};
export const CILIUM_EGRESS_GATEWAY_POLICY: KindRef = {
  group: 'cilium.io',
  kind: 'CiliumEgressGatewayPolicy',
  plural: 'ciliumegressgatewaypolicies',
  versions: ['v2'],
  scope: 'Cluster',
};
