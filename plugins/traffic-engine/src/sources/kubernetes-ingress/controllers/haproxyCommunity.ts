import { groupBy } from '../../../snapshot/groupBy';
import type { TlsEntry, Way } from '../expandRules';
import type { IngressFact } from '../facts/IngressFact';
import {
  isTrue,
  says,
  whenTrue,
  type AnnotationTable,
} from './annotationPolicies';
import {
  compareAges,
  findInMatchFiles,
  readingOf,
  type MatchType,
} from './haproxyMatchFiles';
import { redirectUnlessFalse } from './httpsRedirect';
import type { ClassDoor, IngressController } from './IngressController';
import type { EntryAction } from './standard/Dialect';
import { translateDialect } from './standard';

const PREFIX = 'haproxy-ingress.github.io/';
const PREFIXES = [PREFIX, 'ingress.kubernetes.io/'];

const ANNOTATIONS: AnnotationTable = {
  prefixes: PREFIXES,
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
      details: [
        'auth-signin',
        'auth-method',
        'auth-headers-succeed',
        'auth-headers-fail',
        'auth-headers-request',
      ],
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
      details: [
        'session-cookie-name',
        'session-cookie-strategy',
        'session-cookie-dynamic',
        'session-cookie-keywords',
        'session-cookie-preserve',
        'session-cookie-same-site',
        'session-cookie-shared',
        'session-cookie-value-strategy',
      ],
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
        'cors-expose-headers',
      ],
    },
    {
      key: 'hsts',
      aspect: 'headers',
      summary: whenTrue('HSTS'),
      details: ['hsts-max-age', 'hsts-include-subdomains', 'hsts-preload'],
    },
    { key: 'headers', aspect: 'headers', summary: () => 'request headers' },
    {
      key: 'proxy-body-size',
      aspect: 'body-size',
      summary: says('at most'),
    },
    ...[
      'timeout-connect',
      'timeout-server',
      'timeout-queue',
      'timeout-tunnel',
      'timeout-keep-alive',
      'timeout-http-request',
      'timeout-server-fin',
    ].map(key => ({
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
    // Which pods of the one Service get how much: nobody else gets a request for it.
    {
      key: 'blue-green-deploy',
      aspect: 'canary',
      summary: says('pods by weight:'),
      details: [
        'blue-green-balance',
        'blue-green-mode',
        'blue-green-cookie',
        'blue-green-header',
      ],
    },
    {
      key: 'blue-green-balance',
      aspect: 'canary',
      summary: says('pods by weight:'),
      details: ['blue-green-mode', 'blue-green-cookie', 'blue-green-header'],
    },
    {
      key: 'health-check-uri',
      aspect: 'health-check',
      summary: says('at'),
      details: [
        'health-check-addr',
        'health-check-port',
        'health-check-interval',
        'health-check-rise-count',
        'health-check-fall-count',
        'backend-check-interval',
      ],
    },
    {
      key: 'agent-check-port',
      aspect: 'health-check',
      summary: says('agent at port'),
      details: ['agent-check-addr', 'agent-check-interval', 'agent-check-send'],
    },
    {
      key: 'maxconn-server',
      aspect: 'circuit-breaker',
      summary: value => `at most ${value} connections per endpoint`,
      details: ['maxqueue-server'],
    },
    {
      key: 'secure-verify-ca-secret',
      aspect: 'backend-tls',
      summary: says('the backend verified by Secret'),
      details: ['secure-verify-hostname', 'secure-sni', 'secure-crt-secret'],
    },
    {
      key: 'proxy-protocol',
      aspect: 'connection',
      summary: says('to the backend with PROXY protocol'),
    },
    {
      key: 'waf',
      aspect: 'extension',
      summary: says('web application firewall'),
      details: ['waf-mode'],
      state: 'not-interpreted',
    },
    {
      key: 'service-upstream',
      aspect: 'load-balancing',
      summary: whenTrue('by the address of the Service'),
    },
    { key: 'forwardfor', aspect: 'headers', summary: says('X-Forwarded-For:') },
    ...[
      'auth-tls-strict',
      'auth-tls-cert-header',
      'ssl-fingerprint-lower',
      'ssl-cipher-suites',
      'ssl-ciphers',
      'ssl-options-host',
      'tls-alpn',
    ].map(key => ({
      key,
      aspect: 'listener-tls' as const,
      summary: says(key),
    })),
    ...[
      'ssl-cipher-suites-backend',
      'ssl-ciphers-backend',
      'ssl-options-backend',
    ].map(key => ({ key, aspect: 'backend-tls' as const, summary: says(key) })),
    ...['redirect-from', 'redirect-from-regex', 'server-alias-regex'].map(
      key => ({
        key,
        aspect: 'other' as const,
        summary: says(key),
        state: 'not-interpreted' as const,
      }),
    ),
    ...['source-address-intf', 'use-resolver', 'ssl-always-add-https'].map(
      key => ({ key, aspect: 'connection' as const, summary: says(key) }),
    ),
    ...[
      'ssl-passthrough',
      'ssl-passthrough-http-port',
      'http-header-match',
      'http-header-match-regex',
      'tcp-service-port',
      'tcp-service-proxy-protocol',
      'config-tcp-service',
      'config-backend-early',
      'config-backend-late',
      'config-backend',
    ].map(key => ({
      key,
      aspect: 'other' as const,
      summary: says(key),
      state: 'not-interpreted' as const,
      mayReroute: true as const,
    })),
  ],
  told: [
    'ssl-redirect',
    'server-alias',
    'path-type',
    'redirect-to',
    'allowlist-source-header',
    'cert-signer',
    'initial-weight',
    'slots-min-free',
    'backend-server-slots-increment',
    'dynamic-scaling',
    'backend-server-naming',
    'backend-server-id-uid',
    'tcp-service-log-format',
    'var-namespace',
    // Keys of the ConfigMap alone, which an Ingress has in vain (keys.md, scope Global).
    'ssl-redirect-code',
    'default-backend-redirect',
    'no-tls-redirect-locations',
    'redirect-from-code',
    'redirect-to-code',
    'path-type-order',
    'strict-host',
  ],
};

/** jcmoraisjr/haproxy-ingress, the community's controller. */
export const haproxyCommunity: IngressController = {
  title: 'HAProxy Ingress',
  isNamedBy: controller =>
    controller === 'haproxy-ingress.github.io/controller' ||
    controller.startsWith('haproxy-ingress.github.io/controller/'),
  classNames: ['haproxy-ingress'],
  translate: door => {
    const tls = tlsOfHosts(door);
    const hosts = new Set(
      door.ingresses.flatMap(({ spec }) =>
        spec.rules.map(({ host }) => (host ?? '').toLowerCase()),
      ),
    );
    return translateDialect(door, {
      title: 'HAProxy Ingress',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: () => 'caseless-text',
      readingOf: (fact, way) => readingOf(matchTypeOf(fact, way), way),
      notFound: 404,
      failure: 503,
      // A path whose Service or port is missing is skipped (syncIngressHTTP).
      dropsMissingBackends: true,
      order: 'specificity',
      find: (entries, request) =>
        findInMatchFiles(
          entries.filter(
            ({ fact, way }) =>
              request.scheme === 'http' ||
              request.scheme === 'grpc' ||
              way.scheme === 'https' ||
              way.host.kind === 'any' ||
              isTrue(valueOf(fact, 'ssl-always-add-https')),
          ),
          { request, typeOf: matchTypeOf },
        ),
      defaultBackendIsPath: true,
      fallsBackToWiderHost: true,
      appRoot: fact => valueOf(fact, 'app-root'),
      neverToHttps: '/.well-known/acme-challenge',
      plainHttp: fact =>
        redirectUnlessFalse(fact, {
          keys: PREFIXES.map(prefix => `${prefix}ssl-redirect`),
          status: 302,
        }),
      actionOf: (_, fact) => redirectTo(fact),
      prepare: ({ ingresses }) =>
        ingresses.map(fact =>
          isTcpService(fact) ? { fact, isHidden: true } : { fact },
        ),
      aliasesOf: fact => aliasesOf(fact, hosts),
      otherHostsBy: fact =>
        ['server-alias-regex', 'redirect-from', 'redirect-from-regex'].find(
          key => valueOf(fact, key) !== undefined,
        ),
      tlsOf: fact => tls(fact),
      // Of hosts that any Ingress names in its TLS section, and of rules without a host.
      httpsWithoutTls: 'served',
    });
  },
};

/** Its rules are for one port and TCP: nothing of it is HTTP. */
function isTcpService(fact: IngressFact): boolean {
  return Number(valueOf(fact, 'tcp-service-port')) > 0;
}

/** An alias that is the host of a rule itself is none. */
function aliasesOf(
  fact: IngressFact,
  declared: ReadonlySet<string>,
): readonly { host: string; path: string }[] {
  const key = keyOf(fact, 'server-alias');
  const host = valueOf(fact, 'server-alias')?.toLowerCase();
  return key === undefined || host === undefined || declared.has(host)
    ? []
    : [{ host, path: fact.atAnnotation(key).path }];
}

/** TLS is a matter of the host by its name: of all Ingresses that name it, the oldest gives the certificate. */
function tlsOfHosts({
  ingresses,
}: ClassDoor): (fact: IngressFact) => readonly TlsEntry[] {
  const entries = [...ingresses]
    .sort((a, b) => compareAges(a, b) ?? 0)
    .flatMap(fact =>
      fact.spec.tls.flatMap(({ hosts, secretName }, index) =>
        hosts.map((host, hostIndex) => ({
          fact,
          host: host.toLowerCase(),
          secretName,
          path: `spec.tls[${index}].hosts[${hostIndex}]`,
        })),
      ),
    );
  const byHost = groupBy(entries, ({ host }) => host);
  return fact =>
    [...new Set(fact.spec.rules.map(({ host }) => (host ?? '').toLowerCase()))]
      .flatMap(host => byHost.get(host)?.slice(0, 1) ?? [])
      .map(first => ({
        hosts: [first.host],
        secretName:
          first.fact === fact || first.secretName === null
            ? first.secretName
            : `${first.fact.object.namespace}/${first.secretName}`,
        path: first.fact === fact ? first.path : null,
      }));
}

function keyOf({ annotations }: IngressFact, name: string): string | undefined {
  return PREFIXES.map(prefix => `${prefix}${name}`).find(
    key => key in annotations,
  );
}

function valueOf(fact: IngressFact, name: string): string | undefined {
  const key = keyOf(fact, name);
  return key === undefined ? undefined : fact.annotations[key] || undefined;
}

/** The backend is written for the API alone then: all requests are sent to one URL, without their path and query. */
function redirectTo(fact: IngressFact): EntryAction | undefined {
  const target = valueOf(fact, 'redirect-to');
  if (target === undefined) {
    return undefined;
  }
  const [, scheme = null, hostname = null, port = '', path = ''] =
    /^(https?):\/\/([^/:?#]+)(?::(\d{1,5}))?(.*)$/.exec(target) ?? [];
  return {
    backends: [],
    redirect: {
      scheme,
      hostname,
      port: port === '' ? null : Number(port),
      path: (scheme === null ? target : path) || null,
      statusCode: 302,
    },
    answer: () => ({
      kind: 'respond',
      status: 302,
      location: target,
      why: 'the Ingress redirects all requests',
    }),
    policies: [
      {
        aspect: 'redirect',
        summary: `302 to ${target}`,
        params: { 'redirect-to': target },
        state: 'in-force',
        setBy: fact.atAnnotation(keyOf(fact, 'redirect-to') ?? ''),
      },
    ],
  };
}

/** Upper and lower case are the same in the value; one that is none of them is `begin` (readPathType). */
function matchTypeOf(fact: IngressFact, { path }: Way): MatchType {
  switch (path?.pathType) {
    case 'Exact':
      return 'exact';
    case 'Prefix':
      return 'prefix';
    default: {
      const value = valueOf(fact, 'path-type')?.toLowerCase();
      return value === 'exact' || value === 'prefix' || value === 'regex'
        ? value
        : 'begin';
    }
  }
}
