import { haproxyTargets } from '../../../topology/haproxyTargets';
import type { IngressFact } from '../facts/IngressFact';
import {
  isTrue,
  says,
  whenTrue,
  type AnnotationTable,
} from './annotationPolicies';
import { findInMaps } from './haproxyMaps';
import { settle } from './haproxySettings';
import { statusOf } from './httpsRedirect';
import type { IngressController } from './IngressController';
import type { EntryAction, PlainHttp } from './standard/Dialect';
import { translateDialect } from './standard';

/** All three name the same annotations. */
const PREFIXES = ['haproxy.org/', 'haproxy.com/', 'ingress.kubernetes.io/'];

/** Where clients find HTTPS when `ssl-redirect-port` does not say (annotations.md). */
const DEFAULT_HTTPS_PORT = '8443';

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
    // The second one is a key of the ConfigMap alone.
    ...['backend-config-snippet', 'frontend-config-snippet'].map(key => ({
      key,
      aspect: 'extension' as const,
      summary: () => 'HAProxy configuration of its own',
      state: 'not-interpreted' as const,
      mayReroute: true as const,
    })),
  ],
  told: [
    'ssl-redirect',
    'ssl-redirect-code',
    'ssl-redirect-port',
    'request-redirect',
    'request-redirect-code',
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
  translate: seen => {
    const { door, settings } = settle(seen, 'technologies', ANNOTATIONS);
    const isOpen = settings.state === 'not-known';
    return translateDialect(door, {
      title: 'HAProxy',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: () => 'open-text',
      problems: settings.problems,
      // --default-backend-service answers instead.
      notFound: settings.hasDefaultBackend ? null : 404,
      failure: 503,
      // A path whose Service or port is missing has no row in the maps (Ingress.handlePath).
      dropsMissingBackends: true,
      order: 'specificity',
      find: (entries, { path }) => findInMaps(entries, path),
      policyTargets: haproxyTargets,
      // The host is looked up first, with its first label cut off where it is not found; its paths alone are asked then.
      fallsBackToWiderHost: false,
      plainHttp: fact => plainHttp(fact, isOpen),
      redirectsWithoutTls: fact => plainHttp(fact, isOpen).kind !== 'served',
      // Both frontends ask the same maps; the second one is there as soon as there is a certificate.
      httpsWithoutTls:
        Boolean(settings.values['ssl-certificate']) ||
        door.ingresses.some(({ spec }) =>
          spec.tls.some(({ secretName }) => secretName !== null),
        )
          ? 'served'
          : 'unknown',
      actionOf: (_, fact) => redirectOf(fact),
    });
  },
};

function keyOf({ annotations }: IngressFact, name: string): string | undefined {
  return PREFIXES.map(prefix => `${prefix}${name}`).find(
    key => key in annotations,
  );
}

function valueOf(fact: IngressFact, name: string): string {
  const key = keyOf(fact, name);
  return key === undefined ? '' : fact.annotations[key];
}

/**
 * A TLS section redirects all paths of its Ingress, whatever hosts it names, unless `ssl-redirect` says no; said to, they are
 * redirected without one (ingress/httpsRedirect.go). The port is that which clients use, 8443 where nobody says.
 */
function plainHttp(fact: IngressFact, isOpen: boolean): PlainHttp {
  const key = keyOf(fact, 'ssl-redirect');
  if (key === undefined && isOpen) {
    return { kind: 'unknown' };
  }
  const isOn =
    key === undefined || fact.annotations[key] === ''
      ? fact.spec.tls.length > 0
      : isTrue(fact.annotations[key]);
  const port = Number(valueOf(fact, 'ssl-redirect-port') || DEFAULT_HTTPS_PORT);
  return isOn
    ? {
        kind: 'redirected',
        status: statusOf(
          fact,
          PREFIXES.map(prefix => `${prefix}ssl-redirect-code`),
          302,
        ),
        ...(Number.isInteger(port) && port !== 443 ? { port } : {}),
        setBy: key === undefined ? fact.at('spec.tls') : fact.atAnnotation(key),
      }
    : { kind: 'served' };
}

/** All requests go to another host, with their path and query (ingress/hostRedirect.go). */
function redirectOf(fact: IngressFact): EntryAction | undefined {
  const key = keyOf(fact, 'request-redirect');
  const [, isTls = '', place = ''] =
    /^(?:http(s?):\/\/)?([^/\s]+)$/.exec(valueOf(fact, 'request-redirect')) ??
    [];
  if (key === undefined || place === '') {
    return undefined;
  }
  const scheme = isTls === 's' ? 'https' : 'http';
  const [hostname, port = ''] = place.split(':');
  const statusCode = statusOf(
    fact,
    PREFIXES.map(prefix => `${prefix}request-redirect-code`),
    302,
  );
  return {
    backends: [],
    redirect: {
      scheme,
      hostname,
      port: port === '' ? null : Number(port),
      path: null,
      statusCode,
    },
    answer: ({ path, query }) => ({
      kind: 'respond',
      status: statusCode,
      location: `${scheme}://${place}${path}${query === '' ? '' : `?${query}`}`,
      why: 'the Ingress redirects all requests',
    }),
    policies: [
      {
        aspect: 'redirect',
        summary: `${statusCode} to ${scheme}://${place}`,
        params: { 'request-redirect': place },
        state: 'in-force',
        setBy: fact.atAnnotation(key),
      },
    ],
  };
}
