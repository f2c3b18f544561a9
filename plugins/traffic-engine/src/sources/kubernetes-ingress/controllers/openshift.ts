import { says, type AnnotationTable } from './annotationPolicies';
import type { IngressController } from './IngressController';
import { translateDialect } from './standard';

const ANNOTATIONS: AnnotationTable = {
  prefixes: ['route.openshift.io/', 'haproxy.router.openshift.io/'],
  rules: [
    {
      key: 'termination',
      aspect: 'listener-tls',
      summary: says('termination'),
      state: 'not-interpreted',
    },
    {
      key: 'destination-ca-certificate-secret',
      aspect: 'backend-tls',
      summary: says('backend certificates signed by Secret'),
    },
    { key: 'timeout', aspect: 'timeout', summary: says('timeout') },
    { key: 'balance', aspect: 'load-balancing', summary: value => value },
    {
      key: 'ip_whitelist',
      aspect: 'ip-allow-list',
      summary: says('only from'),
    },
    {
      key: 'rewrite-target',
      aspect: 'rewrite',
      summary: says('path becomes'),
    },
    { key: 'hsts_header', aspect: 'headers', summary: says('HSTS') },
  ],
  told: [],
};

/** OpenShift makes a Route of every path of an Ingress; the Routes themselves are another source's. */
export const openshift: IngressController = {
  title: 'OpenShift ingress-to-route',
  isNamedBy: controller => controller === 'openshift.io/ingress-to-route',
  classNames: ['openshift-default'],
  translate: door =>
    translateDialect(door, {
      title: 'OpenShift ingress-to-route',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: () => 'unknown',
      notFound: 404,
      failure: 503,
      order: 'specificity',
      fallsBackToWiderHost: null,
      plainHttp: () => ({ kind: 'unknown' }),
      httpsWithoutTls: 'unknown',
    }),
};
