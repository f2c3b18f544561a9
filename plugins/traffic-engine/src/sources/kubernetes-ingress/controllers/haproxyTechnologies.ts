import { haproxyTargets } from '../../../topology/haproxyTargets';
import { says, whenTrue, type AnnotationTable } from './annotationPolicies';
import { redirectUnlessFalse, statusOf } from './httpsRedirect';
import type { IngressController } from './IngressController';
import { translateDialect } from './standard';

/** All three name the same annotations. */
const PREFIXES = ['haproxy.org/', 'haproxy.com/', 'ingress.kubernetes.io/'];

const ANNOTATIONS: AnnotationTable = {
  prefixes: PREFIXES,
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
        'rate-limit-whitelist',
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
    ...[
      'timeout-server',
      'timeout-connect',
      'timeout-tunnel',
      'timeout-check',
      'timeout-queue',
    ].map(key => ({
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
      key: 'send-proxy-protocol',
      aspect: 'connection',
      summary: says('to the backend with'),
    },
    {
      key: 'src-ip-header',
      aspect: 'other',
      summary: says('client address from'),
    },
    {
      key: 'forwarded-for',
      aspect: 'headers',
      summary: whenTrue('X-Forwarded-For'),
    },
    {
      key: 'cookie-persistence-no-dynamic',
      aspect: 'session-affinity',
      summary: says('by cookie'),
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
    'request-capture',
    'request-capture-len',
    'scale-server-slots',
    'standalone-backend',
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
      policyTargets: haproxyTargets,
      // The host is looked up first, with its first label cut off where it is not found; its paths alone are asked then.
      fallsBackToWiderHost: false,
      plainHttp: fact =>
        redirectUnlessFalse(fact, {
          keys: PREFIXES.map(prefix => `${prefix}ssl-redirect`),
          status: statusOf(
            fact,
            PREFIXES.map(prefix => `${prefix}ssl-redirect-code`),
            302,
          ),
        }),
      httpsWithoutTls: 'unknown',
    }),
};
