import { bestServerName } from '../../../f5/bestServerName';
import { faultOfIngress } from '../../../f5/faultOfIngress';
import {
  holderKey,
  hostHolders,
  type HostClaim,
} from '../../../f5/hostHolders';
import { refKey } from '../../../model/refs';
import { compareText } from '../../../snapshot/compareText';
import { groupBy } from '../../../snapshot/groupBy';
import type { IngressFact } from '../facts/IngressFact';
import {
  isTrue,
  says,
  whenTrue,
  type AnnotationTable,
} from './annotationPolicies';
import { redirectUnlessFalse } from './httpsRedirect';
import type { ClassDoor, IngressController } from './IngressController';
import type { PreparedIngress } from './standard/Dialect';
import { translateDialect } from './standard';

const PREFIX = 'nginx.org/';
const MERGEABLE = `${PREFIX}mergeable-ingress-type`;

const ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX, 'nginx.com/', 'appprotect.f5.com/'],
  rules: [
    { key: 'rewrites', aspect: 'rewrite', summary: says('rewrites') },
    { key: 'rewrite-target', aspect: 'rewrite', summary: says('path becomes') },
    { key: 'lb-method', aspect: 'load-balancing', summary: value => value },
    {
      key: 'ssl-services',
      aspect: 'backend-tls',
      summary: says('TLS to'),
    },
    {
      key: 'grpc-services',
      aspect: 'connection',
      summary: says('gRPC to'),
    },
    {
      key: 'websocket-services',
      aspect: 'connection',
      summary: says('WebSocket to'),
    },
    {
      key: 'sticky-cookie-services',
      aspect: 'session-affinity',
      summary: says('by cookie:'),
    },
    {
      key: 'basic-auth-secret',
      aspect: 'authentication',
      summary: says('basic authentication by Secret'),
      details: ['basic-auth-realm'],
    },
    {
      key: 'jwt-key',
      aspect: 'authentication',
      summary: says('JWT by Secret'),
      details: ['jwt-realm', 'jwt-token', 'jwt-login-url'],
    },
    {
      key: 'limit-req-rate',
      aspect: 'rate-limit',
      summary: value => value,
      details: [
        'limit-req-key',
        'limit-req-zone-size',
        'limit-req-delay',
        'limit-req-no-delay',
        'limit-req-burst',
        'limit-req-dry-run',
        'limit-req-log-level',
        'limit-req-reject-code',
        'limit-req-scale',
      ],
    },
    ...[
      'proxy-connect-timeout',
      'proxy-read-timeout',
      'proxy-send-timeout',
    ].map(key => ({ key, aspect: 'timeout' as const, summary: says(key) })),
    {
      key: 'client-max-body-size',
      aspect: 'body-size',
      summary: says('at most'),
    },
    {
      key: 'hsts',
      aspect: 'headers',
      summary: whenTrue('Strict-Transport-Security'),
      details: ['hsts-max-age', 'hsts-include-subdomains', 'hsts-behind-proxy'],
    },
    ...['proxy-hide-headers', 'proxy-pass-headers', 'proxy-set-headers'].map(
      key => ({ key, aspect: 'headers' as const, summary: says(key) }),
    ),
    {
      key: 'max-conns',
      aspect: 'circuit-breaker',
      summary: value => `at most ${value} connections per endpoint`,
    },
    {
      key: 'max-fails',
      aspect: 'health-check',
      summary: value => `an endpoint fails after ${value} errors`,
      details: ['fail-timeout', 'slow-start'],
    },
    {
      key: 'health-checks',
      aspect: 'health-check',
      summary: whenTrue('health checks'),
      details: ['health-checks-mandatory', 'health-checks-mandatory-queue'],
    },
    ...[
      'keepalive',
      'server-tokens',
      'proxy-buffering',
      'proxy-buffers',
      'proxy-buffer-size',
      'proxy-busy-buffers-size',
      'proxy-max-temp-file-size',
      'upstream-zone-size',
      'use-cluster-ip',
      'ssl-ciphers',
      'ssl-prefer-server-ciphers',
      'http-redirect-code',
    ].map(key => ({ key, aspect: 'other' as const, summary: says(key) })),
    ...['server-snippets', 'location-snippets'].map(key => ({
      key,
      aspect: 'extension' as const,
      summary: () => `${key}: NGINX configuration of its own`,
      state: 'not-interpreted' as const,
      mayReroute: true as const,
    })),
    ...['listen-ports', 'listen-ports-ssl', 'policies', 'app-root'].map(
      key => ({
        key,
        aspect: 'other' as const,
        summary: says(key),
        state: 'not-interpreted' as const,
        mayReroute: true as const,
      }),
    ),
  ],
  told: [
    'mergeable-ingress-type',
    'redirect-to-https',
    'ssl-redirect',
    'path-regex',
  ],
};

/** nginx/kubernetes-ingress, F5's controller for NGINX; not to be confused with ingress-nginx. */
export const f5Nginx: IngressController = {
  title: 'F5 NGINX Ingress Controller',
  isNamedBy: controller => controller === 'nginx.org/ingress-controller',
  classNames: [],
  translate: door => ({
    ...translateDialect(door, {
      title: 'F5 NGINX Ingress Controller',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: ({ annotations }) =>
        annotations[`${PREFIX}path-regex`] === undefined ? 'text' : 'unknown',
      notFound: 404,
      failure: 502,
      order: 'specificity',
      fallsBackToWiderHost: false,
      defaultBackendTakes: 'own-hosts',
      // NGINX's own wildcards (server_name).
      wildcardTakesAnyDepth: true,
      plainHttp: fact =>
        isTrue(fact.annotations[`${PREFIX}redirect-to-https`])
          ? {
              kind: 'redirected',
              status: 301,
              setBy: fact.atAnnotation(`${PREFIX}redirect-to-https`),
            }
          : redirectUnlessFalse(fact, {
              keys: [
                `${PREFIX}ssl-redirect`,
                'ingress.kubernetes.io/ssl-redirect',
              ],
              status: 301,
            }),
      httpsWithoutTls: 'closed',
      prepare: mergeAndContend,
    }),
    isElsewhere: ({ host }) => isOfVirtualServer(door, host),
  }),
};

/**
 * A master lends its host and TLS to minions of the same host. Of several objects with one host the oldest has it, a VirtualServer
 * or TransportServer among them; where ages are not known, nobody is called the loser (docs: Host and Listener Collisions).
 * What is not valid is left out before all that.
 */
function mergeAndContend(door: ClassDoor): readonly PreparedIngress[] {
  const faults = new Map(
    door.ingresses.flatMap(fact => {
      const found = faultOfIngress(fact.spec, fact.annotations[MERGEABLE]);
      return found ? [[fact, `${found.path}: ${found.message}`] as const] : [];
    }),
  );
  const ingresses = door.ingresses.filter(fact => !faults.has(fact));
  const winnerOf = (host: string) => {
    const holder = holderOf(door, host);
    return holder && holder.claims.length > 1 ? holder.winner : null;
  };
  const masters = new Map(
    ingresses
      .filter(fact => typeOf(fact) === 'master')
      .flatMap(fact =>
        hostsOf(fact).flatMap(host => {
          const winner = winnerOf(host);
          return winner === null || isOf(winner, fact)
            ? [[host, fact] as const]
            : [];
        }),
      ),
  );
  const takenPaths = pathsTakenOfMinions(ingresses);
  return door.ingresses.map((fact): PreparedIngress => {
    const found = faults.get(fact);
    if (found !== undefined) {
      return { fact, refused: new Map([['*', found]]) };
    }
    const hosts = hostsOf(fact);
    if (typeOf(fact) === 'minion') {
      const master = masters.get(hosts[0] ?? '');
      const refusedPaths = takenPaths.get(fact);
      return master
        ? { fact, hostOf: master, ...(refusedPaths ? { refusedPaths } : {}) }
        : { fact, refused: new Map([['*', 'a minion without a master']]) };
    }
    const refused = new Map(
      hosts.flatMap(host => {
        const winner = winnerOf(host);
        return winner && !isOf(winner, fact)
          ? [
              [
                host,
                `the older ${winner.ref.kind} ${winner.ref.namespace}/${winner.ref.name} has the host`,
              ] as const,
            ]
          : [];
      }),
    );
    return {
      fact,
      refused,
      ...(typeOf(fact) === 'master' ? { isHidden: true } : {}),
    };
  });
}

/**
 * Of minions of one host with one path, whatever its type, the oldest has it (configuration.go, buildMinionConfigs); where ages
 * are not known, or the same, nobody is called the loser.
 */
function pathsTakenOfMinions(
  ingresses: readonly IngressFact[],
): ReadonlyMap<IngressFact, ReadonlyMap<string, string>> {
  const minions = ingresses.filter(fact => typeOf(fact) === 'minion');
  const lost = new Map<IngressFact, Map<string, string>>();
  for (const rivals of groupBy(
    minions.flatMap(fact => pathsOf(fact).map(path => ({ fact, path }))),
    ({ fact, path }) => `${hostsOf(fact)[0] ?? ''}|${path}`,
  ).values()) {
    const [first, ...others] = [...rivals].sort((a, b) =>
      compareText(a.fact.createdAt, b.fact.createdAt),
    );
    for (const { fact, path } of others) {
      const isOlder =
        first.fact.createdAt !== '' &&
        first.fact.createdAt < fact.createdAt &&
        first.fact !== fact;
      if (isOlder) {
        const { namespace, name } = first.fact.object;
        const own = lost.get(fact) ?? new Map<string, string>();
        lost.set(fact, own);
        own.set(path, `the older minion ${namespace}/${name} has the path`);
      }
    }
  }
  return lost;
}

function pathsOf({ spec }: IngressFact): readonly string[] {
  return [
    ...new Set(
      (spec.rules[0]?.http?.paths ?? []).map(({ path }) => path ?? ''),
    ),
  ];
}

function holderOf({ snapshot, entry }: ClassDoor, host: string) {
  return snapshot
    .index(hostHolders)
    .get(holderKey(entry.className ?? '', host));
}

function isOf(claim: HostClaim, { object }: IngressFact): boolean {
  return refKey(claim.ref) === refKey(object);
}

/** Whether a VirtualServer has the host, of which another source tells. */
function isOfVirtualServer(door: ClassDoor, host: string): boolean {
  const start = holderKey(door.entry.className ?? '', '');
  const names = [...door.snapshot.index(hostHolders).keys()].flatMap(key =>
    key.startsWith(start) ? key.slice(start.length) : [],
  );
  const best = bestServerName(names, host);
  const holder = best === undefined ? undefined : holderOf(door, best);
  return holder?.winner?.ref.kind === 'VirtualServer';
}

function typeOf({ annotations }: IngressFact): string {
  return annotations[MERGEABLE] ?? '';
}

function hostsOf({ spec }: IngressFact): readonly string[] {
  return [...new Set(spec.rules.map(({ host }) => (host ?? '').toLowerCase()))];
}
