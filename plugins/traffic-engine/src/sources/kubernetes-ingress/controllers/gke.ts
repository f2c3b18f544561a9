import type { IngressFact } from '../facts/IngressFact';
import { isFalse, says, type AnnotationTable } from './annotationPolicies';
import type { IngressController } from './IngressController';
import type { OpenPort, PathReading } from './standard/Dialect';
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
      ofPlainHttp: true,
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
      implementationSpecific: (_, path) => readingOf(path),
      notFound: 404,
      failure: null,
      order: 'specificity',
      fallsBackToWiderHost: false,
      // `*` of a host stands for labels and dots (HostRule.hosts of a URL map).
      wildcardTakesAnyDepth: true,
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

/** As a URL map reads it: `*` is allowed at the end, after a slash, alone (PathRule.paths); no path is every path. */
function readingOf(path: string): PathReading {
  if (path === '') {
    return 'text';
  }
  if (/^\/(?:[^*?]*\/)?\*$/.test(path)) {
    return 'glob';
  }
  return path.includes('*') ? 'unknown' : 'exact';
}

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
