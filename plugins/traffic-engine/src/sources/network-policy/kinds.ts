import type { KindRef } from '../../kinds/KindRef';

export const NETWORK_POLICY: KindRef = {
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  versions: ['v1'],
  scope: 'Namespaced',
};
