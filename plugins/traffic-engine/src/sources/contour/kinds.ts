import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'contour';
export const CONTOUR_CONTROLLER = 'projectcontour.io/contour';

const kind = (
  name: string,
  plural: string,
  versions: KindRef['versions'] = ['v1'],
): KindRef => ({
  group: 'projectcontour.io',
  kind: name,
  plural,
  versions,
  scope: 'Namespaced',
});

export const HTTP_PROXY = kind('HTTPProxy', 'httpproxies');
/** Lets HTTPProxies of other namespaces name a TLS Secret. */
export const TLS_CERTIFICATE_DELEGATION = kind(
  'TLSCertificateDelegation',
  'tlscertificatedelegations',
);

/** A service of Envoy's own, as for authorization; roots point at it, so files that hold none of them say nothing. */
export const EXTENSION_SERVICE: KindRef = {
  ...kind('ExtensionService', 'extensionservices', ['v1alpha1']),
  leftOutOfFiles: true,
};
