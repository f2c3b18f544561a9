import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'ovn-kubernetes';

export const EGRESS_FIREWALL: KindRef = {
  group: 'k8s.ovn.org',
  kind: 'EgressFirewall',
  plural: 'egressfirewalls',
  versions: ['v1'],
  scope: 'Namespaced',
};
export const EGRESS_IP: KindRef = {
  group: 'k8s.ovn.org',
  kind: 'EgressIP',
  plural: 'egressips',
  versions: ['v1'],
  scope: 'Cluster',
};
