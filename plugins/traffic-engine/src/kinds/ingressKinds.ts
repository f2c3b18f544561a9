import type { KindRef } from './KindRef';

const NETWORKING_GROUP = 'networking.k8s.io';

export const INGRESS: KindRef = {
  group: NETWORKING_GROUP,
  kind: 'Ingress',
  plural: 'ingresses',
  versions: ['v1'],
  scope: 'Namespaced',
};

export const INGRESS_CLASS: KindRef = {
  group: NETWORKING_GROUP,
  kind: 'IngressClass',
  plural: 'ingressclasses',
  versions: ['v1'],
  scope: 'Cluster',
  leftOutOfFiles: true,
};
