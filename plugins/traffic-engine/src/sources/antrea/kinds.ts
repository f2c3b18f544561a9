import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'antrea';

const antrea = (
  kind: string,
  plural: string,
  scope: KindRef['scope'],
  versions: readonly string[] = ['v1beta1', 'v1alpha1'],
): KindRef => ({ group: 'crd.antrea.io', kind, plural, versions, scope });

/** Of the same name as the kind of Kubernetes, in Antrea's own group. */
export const ANTREA_NETWORK_POLICY = antrea(
  'NetworkPolicy',
  'networkpolicies',
  'Namespaced',
);
export const ANTREA_CLUSTER_NETWORK_POLICY = antrea(
  'ClusterNetworkPolicy',
  'clusternetworkpolicies',
  'Cluster',
);
export const TIER = antrea('Tier', 'tiers', 'Cluster');
/** Policies name them, so files that hold none say nothing. */
const group = (
  kind: string,
  plural: string,
  scope: KindRef['scope'],
): KindRef => ({
  ...antrea(kind, plural, scope, ['v1beta1', 'v1alpha3']),
  leftOutOfFiles: true,
});
export const CLUSTER_GROUP = group('ClusterGroup', 'clustergroups', 'Cluster');
export const GROUP = group('Group', 'groups', 'Namespaced');
export const EGRESS = antrea('Egress', 'egresses', 'Cluster', [
  'v1beta1',
  'v1alpha2',
]);
