import type { KindRef } from '../../kinds/KindRef';

const policyKind = (
  kind: string,
  plural: string,
  versions: readonly string[],
): KindRef => ({
  group: 'policy.networking.k8s.io',
  kind,
  plural,
  versions,
  scope: 'Cluster',
});

/** Both versions have one schema (network-policy-api v0.3.0). */
export const CLUSTER_NETWORK_POLICY = policyKind(
  'ClusterNetworkPolicy',
  'clusternetworkpolicies',
  ['v1beta1', 'v1alpha2'],
);
export const ADMIN_NETWORK_POLICY = policyKind(
  'AdminNetworkPolicy',
  'adminnetworkpolicies',
  ['v1alpha1'],
);
export const BASELINE_ADMIN_NETWORK_POLICY = policyKind(
  'BaselineAdminNetworkPolicy',
  'baselineadminnetworkpolicies',
  ['v1alpha1'],
);
