import { says, whenTrue, type AnnotationTable } from './annotationPolicies';
import { redirectUnlessFalse, statusOf } from './httpsRedirect';
import type { IngressController } from './IngressController';
import { translateDialect } from './standard';

const PREFIX = 'haproxy.org/';

const ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX],
  rules: [
    ...['allow-list', 'whitelist'].map(key => ({
      key,
      aspect: 'ip-allow-list' as const,
      summary: says('only from'),
    })),
    ...['deny-list', 'blacklist'].map(key => ({
      key,
      aspect: 'ip-allow-list' as const,
      summary: says('not from'),
    })),
    {
      key: 'auth-type',
      aspect: 'authentication',
      summary: says('authentication:'),
      details: ['auth-secret', 'auth-realm'],
    },
    {
      key: 'client-ca',
      aspect: 'client-certificate',
      summary: says('client certificates signed by Secret'),
    },
    {
      key: 'rate-limit-requests',
      aspect: 'rate-limit',
      summary: value => `${value} per period and client address`,
      details: [
        'rate-limit-period',
        'rate-limit-size',
        'rate-limit-status-code',
      ],
    },
    { key: 'path-rewrite', aspect: 'rewrite', summary: says('path becomes') },
    { key: 'set-host', aspect: 'headers', summary: says('Host header') },
    {
      key: 'request-set-header',
      aspect: 'headers',
      summary: says('request header'),
    },
    {
      key: 'response-set-header',
      aspect: 'headers',
      summary: says('response header'),
    },
    {
      key: 'cors-enable',
      aspect: 'cors',
      summary: whenTrue('CORS'),
      details: [
        'cors-allow-origin',
        'cors-allow-methods',
        'cors-allow-headers',
        'cors-allow-credentials',
        'cors-max-age',
      ],
    },
    { key: 'load-balance', aspect: 'load-balancing', summary: value => value },
    {
      key: 'cookie-persistence',
      aspect: 'session-affinity',
      summary: says('by cookie'),
    },
    {
      key: 'check',
      aspect: 'health-check',
      summary: whenTrue('health checks'),
      details: ['check-http', 'check-interval'],
    },
    ...['timeout-server', 'timeout-connect', 'timeout-tunnel'].map(key => ({
      key,
      aspect: 'timeout' as const,
      summary: says(key),
    })),
    {
      key: 'server-ssl',
      aspect: 'backend-tls',
      summary: whenTrue('TLS to the backend'),
      details: ['server-ca', 'server-crt', 'server-sni'],
    },
    {
      key: 'server-proto',
      aspect: 'connection',
      summary: says('to the backend by'),
    },
    {
      key: 'pod-maxconn',
      aspect: 'circuit-breaker',
      summary: value => `at most ${value} connections per endpoint`,
    },
    {
      key: 'ssl-passthrough',
      aspect: 'listener-tls',
      summary: whenTrue('TLS is passed through to the backend'),
      state: 'not-interpreted',
      mayReroute: true,
    },
    {
      key: 'request-redirect',
      aspect: 'redirect',
      summary: says('all requests to host'),
      details: ['request-redirect-code'],
      state: 'not-interpreted',
      mayReroute: true,
    },
    {
      key: 'backend-config-snippet',
      aspect: 'extension',
      summary: () => 'HAProxy configuration of its own',
      state: 'not-interpreted',
      mayReroute: true,
    },
  ],
  told: [
    'ssl-redirect',
    'ssl-redirect-code',
    'ssl-redirect-port',
    'cr-backend',
  ],
};

/** haproxytech/kubernetes-ingress, the controller of HAProxy Technologies. */
export const haproxyTechnologies: IngressController = {
  title: 'HAProxy',
  isNamedBy: controller =>
    controller === 'haproxy.org/ingress-controller' ||
    controller.startsWith('haproxy.org/ingress-controller/'),
  classNames: ['haproxy'],
  translate: door =>
    translateDialect(door, {
      title: 'HAProxy',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: () => 'text',
      notFound: 404,
      failure: 503,
      order: 'specificity',
      hasAttachedPolicies: true,
      fallsBackToWiderHost: null,
      plainHttp: fact =>
        redirectUnlessFalse(fact, {
          keys: [`${PREFIX}ssl-redirect`],
          status: statusOf(fact, `${PREFIX}ssl-redirect-code`, 302),
        }),
      httpsWithoutTls: 'unknown',
    }),
};
