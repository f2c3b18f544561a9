import { SERVICE } from '../../../kinds/coreKinds';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../../topology/Service';
import type { Way } from '../expandRules';
import type { IngressFact } from '../facts/IngressFact';
import {
  isTrue,
  says,
  whenTrue,
  type AnnotationTable,
} from './annotationPolicies';
import type { IngressController } from './IngressController';
import type { PathReading, PreparedIngress } from './standard/Dialect';
import { translateDialect } from './standard';

const PREFIX = 'traefik.ingress.kubernetes.io/';

const ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX],
  rules: [
    {
      key: 'router.middlewares',
      aspect: 'extension',
      summary: value => `middlewares ${value}, which Middleware objects define`,
      state: 'not-interpreted',
      mayReroute: true,
    },
    {
      key: 'router.entrypoints',
      aspect: 'connection',
      summary: says('only through entry points'),
      state: 'not-interpreted',
    },
    {
      key: 'router.tls.options',
      aspect: 'listener-tls',
      summary: says('TLSOption'),
    },
    {
      key: 'router.tls.certresolver',
      aspect: 'listener-tls',
      summary: says('certificate by resolver'),
    },
    {
      key: 'service.serversscheme',
      aspect: 'connection',
      summary: says('to the backend by'),
    },
    {
      key: 'service.serverstransport',
      aspect: 'backend-tls',
      summary: says('ServersTransport'),
    },
    {
      key: 'service.passhostheader',
      aspect: 'headers',
      summary: value =>
        value === 'false' ? 'the Host header is not passed on' : undefined,
    },
    {
      key: 'service.sticky.cookie',
      aspect: 'session-affinity',
      summary: whenTrue('by cookie'),
      details: [
        'service.sticky.cookie.name',
        'service.sticky.cookie.secure',
        'service.sticky.cookie.httponly',
        'service.sticky.cookie.samesite',
        'service.sticky.cookie.maxage',
        'service.sticky.cookie.domain',
        'service.sticky.cookie.path',
      ],
    },
    {
      key: 'service.nativelb',
      aspect: 'load-balancing',
      summary: whenTrue('by the Service’s own address'),
    },
    {
      key: 'service.nodeportlb',
      aspect: 'load-balancing',
      summary: whenTrue('by node ports'),
    },
  ],
  told: [
    'router.priority',
    'router.pathmatcher',
    'router.tls',
    'router.observability.accesslogs',
    'router.observability.metrics',
    'router.observability.tracing',
  ],
};

/**
 * Traefik 3 (pkg/provider/kubernetes/ingress): `Prefix` becomes the matcher PathPrefix, which compares texts; the longest rule
 * wins over all hosts. The TLS section only gives certificates: routers take TLS alone by `router.tls` or an entry point of that
 * kind, and others are open to plain HTTP; whether an entry point ends TLS for them is its own configuration. A default backend
 * counts in an Ingress without rules alone. Whether ExternalName Services and Services without endpoints are served is
 * configuration, too.
 */
export const traefik: IngressController = {
  title: 'Traefik',
  isNamedBy: controller => controller === 'traefik.io/ingress-controller',
  classNames: ['traefik'],
  translate: door =>
    translateDialect(door, {
      title: 'Traefik',
      annotations: ANNOTATIONS,
      prefix: 'text',
      implementationSpecific: readPathMatcher,
      notFound: 404,
      failure: null,
      prepare: ({ ingresses }) => ingresses.map(withoutDefault),
      conditions: (fact, way) => conditionsOf(door.snapshot, fact, way),
      dropsMissingBackends: true,
      order: 'rule-length',
      priority: ({ annotations }) => {
        const value = annotations[`${PREFIX}router.priority`] ?? '';
        return /^\d{1,9}$/.test(value) && Number(value) > 0
          ? Number(value)
          : null;
      },
      fallsBackToWiderHost: true,
      isTlsOnly,
      plainHttp: fact => ({ kind: plainHttpOf(fact) }),
      httpsWithoutTls: 'unknown',
    }),
};

/** What only the default backend takes is written without a path. */
const DEFAULT_PATH = '';

function withoutDefault(fact: IngressFact): PreparedIngress {
  const { rules } = fact.spec;
  const paths = rules.flatMap(({ http }) => http?.paths ?? []);
  return rules.length === 0 || paths.some(({ path }) => !path)
    ? { fact }
    : {
        fact,
        refusedPaths: new Map([
          [DEFAULT_PATH, 'an Ingress with rules has no default backend'],
        ]),
      };
}

function conditionsOf(
  snapshot: ClusterSnapshot,
  { object }: IngressFact,
  { backend }: Way,
): readonly string[] {
  const service = snapshot.get(
    SERVICE,
    object.namespace,
    backend.service?.name ?? '',
  );
  return service && serviceFact(service).externalName !== null
    ? ['Traefik serves Services of type ExternalName']
    : [];
}

/** Any of the settings of a router's TLS turns it on. */
function isTlsOnly(fact: IngressFact): boolean {
  const { annotations } = fact;
  return (
    isTrue(annotations[`${PREFIX}router.tls`]) ||
    Object.keys(annotations).some(key =>
      key.startsWith(`${PREFIX}router.tls.`),
    ) ||
    entryPointsOf(fact).join() === 'websecure'
  );
}

/** By the usual names of entry points; no name is all of the default ones. */
function plainHttpOf(fact: IngressFact): 'served' | 'closed' | 'unknown' {
  if (isTlsOnly(fact)) {
    return 'closed';
  }
  const names = entryPointsOf(fact);
  return names.length === 0 || names.includes('web') ? 'served' : 'unknown';
}

function entryPointsOf({ annotations }: IngressFact): readonly string[] {
  return (annotations[`${PREFIX}router.entrypoints`] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
}

function readPathMatcher({ annotations }: IngressFact): PathReading {
  switch (annotations[`${PREFIX}router.pathmatcher`] ?? 'PathPrefix') {
    case 'PathPrefix':
      return 'text';
    case 'Path':
      return 'exact';
    default:
      return 'unknown';
  }
}
