import {
  isFalse,
  isTrue,
  says,
  type AnnotationTable,
} from './annotationPolicies';
import type { IngressController } from './IngressController';
import { translateDialect } from './standard';

const FORCE = 'ingress.kubernetes.io/force-ssl-redirect';
const ALLOW_HTTP = 'kubernetes.io/ingress.allow-http';

const ANNOTATIONS: AnnotationTable = {
  prefixes: ['projectcontour.io/', 'ingress.kubernetes.io/'],
  rules: [
    {
      key: 'response-timeout',
      aspect: 'timeout',
      summary: says('response timeout'),
    },
    {
      key: 'retry-on',
      aspect: 'retry',
      summary: says('on'),
      details: ['num-retries', 'per-try-timeout'],
    },
    {
      key: 'websocket-routes',
      aspect: 'connection',
      summary: says('WebSocket at'),
    },
    {
      key: 'tls-minimum-protocol-version',
      aspect: 'listener-tls',
      summary: says('at least TLS'),
      details: ['tls-maximum-protocol-version'],
    },
    {
      key: 'tls-cert-namespace',
      aspect: 'listener-tls',
      summary: says('the TLS Secret is in namespace'),
      state: 'not-interpreted',
    },
  ],
  told: ['force-ssl-redirect'],
};

/** Project Contour's reading of Ingress; HTTPProxy is another source's. */
export const contour: IngressController = {
  title: 'Contour',
  isNamedBy: controller =>
    controller === 'projectcontour.io/ingress-controller',
  classNames: ['contour'],
  translate: door =>
    translateDialect(door, {
      title: 'Contour',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: (_, path) =>
        /[\^+*[\]%$()|?{}\\]/.test(path) ? 'unknown' : 'text',
      notFound: 404,
      failure: 503,
      order: 'specificity',
      fallsBackToWiderHost: false,
      plainHttp: fact => {
        if (isTrue(fact.annotations[FORCE])) {
          return {
            kind: 'redirected',
            status: 301,
            setBy: fact.atAnnotation(FORCE),
          };
        }
        return isFalse(fact.annotations[ALLOW_HTTP])
          ? { kind: 'closed' }
          : { kind: 'served' };
      },
      httpsWithoutTls: 'closed',
    }),
};
