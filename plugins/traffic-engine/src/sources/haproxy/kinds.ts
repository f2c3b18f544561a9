import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'haproxy';
/** What sets something for a backend: one of them counts. */
export const BACKEND_FAMILY = 'HAProxy Backend';
export const HAPROXY_CONTROLLER = 'haproxy.org/ingress-controller';

/** Each kind is served in a group of its version: `ingress.v1.haproxy.org/v1`, `ingress.v3.haproxy.org/v3`. */
const both = (name: string, plural: string): readonly KindRef[] =>
  ['v1', 'v3'].map(version => ({
    group: `ingress.${version}.haproxy.org`,
    kind: name,
    plural,
    versions: [version],
    scope: 'Namespaced',
  }));

export const TCPS = both('TCP', 'tcps');
export const BACKENDS = both('Backend', 'backends');
/** They hold for the whole HAProxy, where its ConfigMap names them. */
export const GENERAL_KINDS = [
  ...both('Global', 'globals'),
  ...both('Defaults', 'defaults'),
];
