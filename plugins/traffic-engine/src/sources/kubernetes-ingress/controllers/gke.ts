import type { IngressFact } from '../facts/IngressFact';
import { isFalse, says, type AnnotationTable } from './annotationPolicies';
import type { IngressController } from './IngressController';
import type { OpenPort } from './standard/Dialect';
import { translateDialect } from './standard';

const ALLOW_HTTP = 'kubernetes.io/ingress.allow-http';
const MANAGED = 'networking.gke.io/managed-certificates';
const PRE_SHARED = 'ingress.gcp.kubernetes.io/pre-shared-cert';

const ANNOTATIONS: AnnotationTable = {
  prefixes: [
    'networking.gke.io/',
    'ingress.gcp.kubernetes.io/',
    'cloud.google.com/',
    'kubernetes.io/ingress.',
  ],
  rules: [
    {
      key: 'managed-certificates',
      aspect: 'listener-tls',
      summary: says('ManagedCertificate'),
    },
    {
      key: 'pre-shared-cert',
      aspect: 'listener-tls',
      summary: says('certificate of the project'),
    },
    ...['global-static-ip-name', 'regional-static-ip-name'].map(key => ({
      key,
      aspect: 'connection' as const,
      summary: says('static address'),
    })),
    {
      key: 'v1beta1.FrontendConfig',
      aspect: 'extension',
      summary: value =>
        `FrontendConfig ${value}, which may redirect plain HTTP to HTTPS`,
      state: 'not-interpreted',
      mayReroute: true,
    },
    {
      key: 'backend-config',
      aspect: 'extension',
      summary: value => `BackendConfig ${value}`,
      state: 'not-interpreted',
    },
  ],
  told: ['class', 'allow-http'],
};

/** The Ingress controller of Google Kubernetes Engine: its classes are names, without an IngressClass. */
export const gke: IngressController = {
  title: 'GKE Ingress',
  isNamedBy: () => false,
  classNames: ['gce', 'gce-internal'],
  translate: door =>
    translateDialect(door, {
      title: 'GKE Ingress',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: (_, path) =>
        path.includes('*') ? 'unknown' : 'exact',
      notFound: 404,
      failure: null,
      order: 'specificity',
      fallsBackToWiderHost: false,
      plainHttp: fact =>
        'networking.gke.io/v1beta1.FrontendConfig' in fact.annotations
          ? { kind: 'unknown' }
          : { kind: 'served' },
      httpsWithoutTls: 'closed',
      exposure: () =>
        door.entry.className === 'gce-internal' ? 'internal' : 'internet',
      ports: openPorts,
      balancerOf: ({ object }) => `${object.namespace}/${object.name}`,
    }),
};

/** HTTPS where there is any certificate; HTTP unless it is said to be closed. */
function openPorts({ annotations, spec }: IngressFact): readonly OpenPort[] {
  const hasTls =
    spec.tls.length > 0 || MANAGED in annotations || PRE_SHARED in annotations;
  return [
    ...(hasTls ? [{ scheme: 'https', port: 443 } as const] : []),
    ...(isFalse(annotations[ALLOW_HTTP])
      ? []
      : [{ scheme: 'http', port: 80 } as const]),
  ];
}
