import type { KindRef } from './KindRef';

/** cert-manager's order for a certificate, whose status tells the dates where Secrets may not be read. */
export const CERTIFICATE: KindRef = {
  group: 'cert-manager.io',
  kind: 'Certificate',
  plural: 'certificates',
  versions: ['v1'],
  scope: 'Namespaced',
};
