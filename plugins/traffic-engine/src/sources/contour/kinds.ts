import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'contour';
export const CONTOUR_CONTROLLER = 'projectcontour.io/contour';

const kind = (name: string, plural: string): KindRef => ({
  group: 'projectcontour.io',
  kind: name,
  plural,
  versions: ['v1'],
  scope: 'Namespaced',
});

export const HTTP_PROXY = kind('HTTPProxy', 'httpproxies');
/** Lets HTTPProxies of other namespaces name a TLS Secret. */
export const TLS_CERTIFICATE_DELEGATION = kind(
  'TLSCertificateDelegation',
  'tlscertificatedelegations',
);
