import { says, whenTrue, type AnnotationTable } from '../annotationPolicies';

const PREFIX = 'nginx.ingress.kubernetes.io/';

const keys = new Map<string, string>();

/** The full name of an annotation of this controller; one text for each, since thousands of Ingresses are asked for them. */
export function annotationKey(name: string): string {
  let key = keys.get(name);
  if (key === undefined) {
    key = `${PREFIX}${name}`;
    keys.set(name, key);
  }
  return key;
}

/** Buffers, logs and traces: shown as they are. */
const OF_THE_CONNECTION: readonly string[] = [
  'use-port-in-redirects',
  'client-body-buffer-size',
  'proxy-buffering',
  'proxy-buffers-number',
  'proxy-buffer-size',
  'proxy-busy-buffers-size',
  'proxy-max-temp-file-size',
  'proxy-request-buffering',
  'proxy-cookie-domain',
  'proxy-cookie-path',
  'proxy-redirect-from',
  'proxy-redirect-to',
  'http2-push-preload',
  'enable-access-log',
  'enable-rewrite-log',
  'enable-opentracing',
  'opentracing-trust-incoming-span',
  'enable-opentelemetry',
  'opentelemetry-trust-incoming-span',
  'opentelemetry-operation-name',
  'enable-influxdb',
  'influxdb-measurement',
  'influxdb-port',
  'influxdb-host',
  'influxdb-server-name',
];

/**
 * The annotations of ingress-nginx 1.15 (docs/user-guide/nginx-configuration/annotations.md). Those that the route itself
 * shows (canary, aliases, redirects, regular expressions) are `told`; servers.ts, canary.ts and redirects.ts read them.
 */
export const INGRESS_NGINX_ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX],
  rules: [
    {
      key: 'auth-type',
      aspect: 'authentication',
      summary: value => `${value} authentication`,
      details: ['auth-secret', 'auth-secret-type', 'auth-realm'],
    },
    {
      key: 'auth-url',
      aspect: 'authentication',
      summary: value => `external authentication by ${value}`,
      details: [
        'auth-signin',
        'auth-signin-redirect-param',
        'auth-method',
        'auth-response-headers',
        'auth-request-redirect',
        'auth-proxy-set-headers',
        'auth-always-set-cookie',
        'auth-cache-key',
        'auth-cache-duration',
        'auth-keepalive',
        'auth-keepalive-share-vars',
        'auth-keepalive-requests',
        'auth-keepalive-timeout',
      ],
    },
    {
      key: 'enable-global-auth',
      aspect: 'authentication',
      summary: value =>
        value === 'false' ? 'the global authentication is off' : undefined,
    },
    {
      key: 'satisfy',
      aspect: 'authorization',
      summary: value =>
        value === 'any'
          ? 'any of the address lists and authentications is enough'
          : undefined,
    },
    {
      key: 'auth-tls-secret',
      aspect: 'client-certificate',
      summary: value => `client certificates signed by Secret ${value}`,
      details: [
        'auth-tls-verify-client',
        'auth-tls-verify-depth',
        'auth-tls-error-page',
        'auth-tls-pass-certificate-to-upstream',
        'auth-tls-match-cn',
      ],
      ofHost: true,
    },
    ...['whitelist-source-range', 'allowlist-source-range'].map(key => ({
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
      key: 'limit-rps',
      aspect: 'rate-limit',
      summary: value => `${value} per second and client address`,
      details: ['limit-burst-multiplier', 'limit-whitelist', 'limit-allowlist'],
    },
    {
      key: 'limit-rpm',
      aspect: 'rate-limit',
      summary: value => `${value} per minute and client address`,
    },
    {
      key: 'limit-connections',
      aspect: 'rate-limit',
      summary: value => `${value} connections per client address`,
    },
    {
      key: 'limit-rate',
      aspect: 'rate-limit',
      summary: value => `${value} kB per second and connection`,
      details: ['limit-rate-after'],
    },
    {
      key: 'global-rate-limit',
      aspect: 'rate-limit',
      summary: value => `${value} per window over all instances`,
      details: [
        'global-rate-limit-window',
        'global-rate-limit-key',
        'global-rate-limit-ignored-cidrs',
      ],
    },
    {
      key: 'proxy-next-upstream',
      aspect: 'retry',
      summary: says('next endpoint on'),
    },
    {
      key: 'proxy-next-upstream-tries',
      aspect: 'retry',
      summary: value => `at most ${value} tries`,
      details: ['proxy-next-upstream-timeout'],
    },
    ...(
      [
        ['proxy-connect-timeout', 'connect'],
        ['proxy-read-timeout', 'read'],
        ['proxy-send-timeout', 'send'],
      ] as const
    ).map(([key, what]) => ({
      key,
      aspect: 'timeout' as const,
      summary: (value: string) => `${what} timeout ${value} s`,
    })),
    {
      key: 'load-balance',
      aspect: 'load-balancing',
      summary: value => value,
    },
    {
      key: 'upstream-hash-by',
      aspect: 'load-balancing',
      summary: says('consistent hash by'),
      details: ['upstream-hash-by-subset', 'upstream-hash-by-subset-size'],
    },
    {
      key: 'service-upstream',
      aspect: 'load-balancing',
      summary: whenTrue('by the Service’s own address'),
    },
    {
      key: 'affinity',
      aspect: 'session-affinity',
      summary: says('by'),
      details: [
        'affinity-mode',
        'affinity-canary-behavior',
        'session-cookie-name',
        'session-cookie-path',
        'session-cookie-domain',
        'session-cookie-expires',
        'session-cookie-max-age',
        'session-cookie-secure',
        'session-cookie-samesite',
        'session-cookie-conditional-samesite-none',
        'session-cookie-change-on-failure',
        'session-cookie-hash',
      ],
    },
    {
      key: 'enable-cors',
      aspect: 'cors',
      summary: whenTrue('CORS'),
      details: [
        'cors-allow-origin',
        'cors-allow-methods',
        'cors-allow-headers',
        'cors-allow-credentials',
        'cors-expose-headers',
        'cors-max-age',
      ],
    },
    {
      key: 'custom-headers',
      aspect: 'headers',
      summary: says('response headers of ConfigMap'),
    },
    {
      key: 'upstream-vhost',
      aspect: 'headers',
      summary: says('Host header'),
    },
    {
      key: 'x-forwarded-prefix',
      aspect: 'headers',
      summary: says('X-Forwarded-Prefix'),
    },
    {
      key: 'connection-proxy-header',
      aspect: 'headers',
      summary: says('Connection header'),
    },
    {
      key: 'hsts',
      aspect: 'headers',
      summary: whenTrue('Strict-Transport-Security'),
      details: ['hsts-max-age', 'hsts-include-subdomains', 'hsts-preload'],
    },
    {
      key: 'rewrite-target',
      aspect: 'rewrite',
      summary: says('path becomes'),
    },
    {
      key: 'app-root',
      aspect: 'redirect',
      summary: value => `/ redirects to ${value} (302)`,
    },
    {
      key: 'ssl-passthrough',
      aspect: 'listener-tls',
      summary: whenTrue(
        'TLS is passed through, where the controller runs with --enable-ssl-passthrough',
      ),
      state: 'unknown',
      ofHost: true,
    },
    {
      key: 'ssl-ciphers',
      aspect: 'listener-tls',
      summary: says('ciphers'),
      details: ['ssl-prefer-server-ciphers'],
      ofHost: true,
    },
    {
      key: 'backend-protocol',
      aspect: 'connection',
      summary: says('to the backend by'),
    },
    {
      key: 'proxy-http-version',
      aspect: 'connection',
      summary: says('to the backend by HTTP'),
    },
    {
      key: 'proxy-ssl-secret',
      aspect: 'backend-tls',
      summary: says('certificates of Secret'),
      details: [
        'proxy-ssl-verify',
        'proxy-ssl-verify-depth',
        'proxy-ssl-name',
        'proxy-ssl-server-name',
        'proxy-ssl-ciphers',
        'proxy-ssl-protocols',
      ],
    },
    {
      key: 'proxy-body-size',
      aspect: 'body-size',
      summary: says('at most'),
    },
    {
      key: 'mirror-target',
      aspect: 'mirror',
      summary: says('a copy to'),
      details: ['mirror-request-body', 'mirror-host'],
    },
    {
      key: 'custom-http-errors',
      aspect: 'other',
      summary: value => `the default backend answers instead of ${value}`,
      details: ['disable-proxy-intercept-errors'],
    },
    {
      key: 'enable-modsecurity',
      aspect: 'extension',
      summary: whenTrue('ModSecurity'),
      details: [
        'enable-owasp-core-rules',
        'modsecurity-transaction-id',
        'modsecurity-snippet',
      ],
    },
    ...['configuration-snippet', 'server-snippet'].map(key => ({
      key,
      aspect: 'extension' as const,
      summary: () => `${key}: NGINX configuration of its own`,
      state: 'not-interpreted' as const,
      mayReroute: true as const,
      ...(key === 'server-snippet' ? { ofHost: true as const } : {}),
    })),
    {
      key: 'default-backend',
      aspect: 'failover',
      summary: value => `Service ${value} answers where no endpoint is ready`,
    },
    ...OF_THE_CONNECTION.map(key => ({
      key,
      aspect: 'other' as const,
      summary: says(key),
    })),
    ...['auth-snippet', 'stream-snippet'].map(key => ({
      key,
      aspect: 'extension' as const,
      summary: () => `${key}: NGINX configuration of its own`,
      state: 'not-interpreted' as const,
    })),
  ],
  told: [
    'canary',
    'canary-by-header',
    'canary-by-header-value',
    'canary-by-header-pattern',
    'canary-by-cookie',
    'canary-weight',
    'canary-weight-total',
    'server-alias',
    'from-to-www-redirect',
    'use-regex',
    'permanent-redirect',
    'permanent-redirect-code',
    'temporal-redirect',
    'temporal-redirect-code',
    'relative-redirects',
    'ssl-redirect',
    'force-ssl-redirect',
    'preserve-trailing-slash',
  ],
};
