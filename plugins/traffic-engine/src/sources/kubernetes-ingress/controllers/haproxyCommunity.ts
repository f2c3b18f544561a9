import type { IngressFact } from '../facts/IngressFact';
import { says, whenTrue, type AnnotationTable } from './annotationPolicies';
import { redirectUnlessFalse, statusOf } from './httpsRedirect';
import type { IngressController } from './IngressController';
import type { PathReading } from './standard/Dialect';
import { translateDialect } from './standard';

const PREFIX = 'haproxy-ingress.github.io/';

const ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX, 'ingress.kubernetes.io/'],
  rules: [
    ...['allowlist-source-range', 'whitelist-source-range'].map(key => ({
      key,
      aspect: 'ip-allow-list' as const,
      summary: says('only from'),
    })),
    {
      key: 'denylist-source-range',
      aspect: 'ip-allow-list',
      summary: says('not from'),
    },
    {
      key: 'auth-secret',
      aspect: 'authentication',
      summary: says('basic authentication by Secret'),
      details: ['auth-realm', 'auth-type'],
    },
    {
      key: 'auth-url',
      aspect: 'authentication',
      summary: says('external authentication by'),
      details: ['auth-signin', 'auth-method', 'auth-headers-succeed'],
    },
    {
      key: 'oauth',
      aspect: 'authentication',
      summary: says('OAuth by'),
      details: ['oauth-uri-prefix', 'oauth-headers'],
    },
    {
      key: 'auth-tls-secret',
      aspect: 'client-certificate',
      summary: says('client certificates signed by Secret'),
      details: ['auth-tls-verify-client', 'auth-tls-error-page'],
    },
    { key: 'rewrite-target', aspect: 'rewrite', summary: says('path begins') },
    { key: 'app-root', aspect: 'redirect', summary: says('/ redirects to') },
    {
      key: 'limit-rps',
      aspect: 'rate-limit',
      summary: value => `${value} per second and client address`,
      details: ['limit-whitelist'],
    },
    {
      key: 'limit-connections',
      aspect: 'rate-limit',
      summary: value => `${value} connections per client address`,
    },
    {
      key: 'balance-algorithm',
      aspect: 'load-balancing',
      summary: value => value,
    },
    {
      key: 'affinity',
      aspect: 'session-affinity',
      summary: says('by'),
      details: ['session-cookie-name', 'session-cookie-strategy'],
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
    { key: 'hsts', aspect: 'headers', summary: whenTrue('HSTS') },
    { key: 'headers', aspect: 'headers', summary: () => 'request headers' },
    {
      key: 'proxy-body-size',
      aspect: 'body-size',
      summary: says('at most'),
    },
    ...['timeout-connect', 'timeout-server', 'timeout-queue'].map(key => ({
      key,
      aspect: 'timeout' as const,
      summary: says(key),
    })),
    {
      key: 'backend-protocol',
      aspect: 'connection',
      summary: says('to the backend by'),
    },
    {
      key: 'secure-backends',
      aspect: 'backend-tls',
      summary: whenTrue('TLS to the backend'),
    },
    ...[
      'ssl-passthrough',
      'blue-green-deploy',
      'blue-green-balance',
      'blue-green-cookie',
      'blue-green-header',
      'redirect-from',
      'redirect-from-regex',
      'redirect-to',
      'server-alias',
      'server-alias-regex',
      'config-backend',
    ].map(key => ({
      key,
      aspect: 'other' as const,
      summary: says(key),
      state: 'not-interpreted' as const,
      mayReroute: true as const,
    })),
  ],
  told: ['ssl-redirect', 'ssl-redirect-code', 'path-type'],
};

/** jcmoraisjr/haproxy-ingress, the community's controller. */
export const haproxyCommunity: IngressController = {
  title: 'HAProxy Ingress',
  isNamedBy: controller =>
    controller === 'haproxy-ingress.github.io/controller' ||
    controller.startsWith('haproxy-ingress.github.io/controller/'),
  classNames: ['haproxy-ingress'],
  translate: door =>
    translateDialect(door, {
      title: 'HAProxy Ingress',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: readPathType,
      notFound: 404,
      failure: 503,
      order: 'specificity',
      fallsBackToWiderHost: null,
      plainHttp: fact =>
        redirectUnlessFalse(fact, {
          keys: [`${PREFIX}ssl-redirect`, 'ingress.kubernetes.io/ssl-redirect'],
          status: statusOf(fact, `${PREFIX}ssl-redirect-code`, 302),
        }),
      httpsWithoutTls: 'unknown',
    }),
};

function readPathType({ annotations }: IngressFact): PathReading {
  switch (annotations[`${PREFIX}path-type`] ?? 'begin') {
    case 'begin':
      return 'text';
    case 'exact':
      return 'exact';
    case 'prefix':
      return 'element';
    default:
      return 'unknown';
  }
}
