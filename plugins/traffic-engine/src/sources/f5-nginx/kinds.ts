import type { KindRef } from '../../kinds/KindRef';

const kind = (name: string, plural: string): KindRef => ({
  group: 'k8s.nginx.org',
  kind: name,
  plural,
  versions: ['v1'],
  scope: 'Namespaced',
});

/** The kinds that make routes. */
export const KINDS: readonly KindRef[] = [
  kind('VirtualServer', 'virtualservers'),
  kind('VirtualServerRoute', 'virtualserverroutes'),
  kind('TransportServer', 'transportservers'),
];
