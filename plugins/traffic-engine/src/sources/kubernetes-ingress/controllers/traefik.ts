import type { IngressFact } from '../facts/IngressFact';
import { isTrue, says, type AnnotationTable } from './annotationPolicies';
import type { IngressController } from './IngressController';
import type { PathReading, PreparedIngress } from './standard/Dialect';
import { translateDialect } from './standard';
import {
  dryService,
  isExternal,
  policiesOfService,
  PREFIX,
  SERVICE_ANNOTATIONS,
} from './traefikService';
import {
  readTraefikSettings,
  redirectOfEntryPoint,
  type TraefikSettings,
} from './traefikSettings';

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
  ],
  told: [
    'router.priority',
    'router.pathmatcher',
    'router.tls',
    'router.observability.accesslogs',
    'router.observability.metrics',
    'router.observability.tracing',
    // Of an Ingress these say nothing: Traefik reads them from the Service.
    ...SERVICE_ANNOTATIONS.rules.flatMap(({ key, details }) => [
      key,
      ...(details ?? []),
    ]),
  ],
};

/**
 * Traefik 3 (pkg/provider/kubernetes/ingress): `Prefix` becomes the matcher PathPrefix, which compares texts; the longest rule
 * wins over all hosts. The TLS section only gives certificates: routers take TLS alone by `router.tls` or an entry point of that
 * kind, and others are open to plain HTTP. A default backend counts in an Ingress without rules alone. What hangs on the
 * arguments of Traefik (entry points, which Ingresses it takes, ExternalName Services, Services without endpoints) stays open
 * where they are not known.
 */
export const traefik: IngressController = {
  title: 'Traefik',
  isNamedBy: controller => controller === 'traefik.io/ingress-controller',
  classNames: ['traefik'],
  translate: door => {
    const { snapshot, entry } = door;
    const settings = readTraefikSettings(snapshot);
    const isSecure = (fact: IngressFact) => isTlsOnly(fact, settings);
    return translateDialect(door, {
      title: 'Traefik',
      annotations: ANNOTATIONS,
      prefix: settings?.isStrict ? 'element' : 'text',
      implementationSpecific: readPathMatcher,
      notFound: 404,
      failure: settings === null ? null : 503,
      prepare: ({ ingresses }) => ingresses.map(withoutDefault),
      conditions: ({ object }, { backend }) => [
        ...(settings === null &&
        isExternal(snapshot, object.namespace, backend.service?.name ?? '')
          ? ['Traefik serves Services of type ExternalName']
          : []),
        ...(settings && settings.labelSelector !== ''
          ? [`Traefik’s label selector ${settings.labelSelector} takes it`]
          : []),
      ],
      refuses: ({ object }, { backend }) =>
        settings === null
          ? undefined
          : leftOutBy(settings, {
              className: entry.className ?? '',
              namespace: object.namespace,
              isExternal: isExternal(
                snapshot,
                object.namespace,
                backend.service?.name ?? '',
              ),
            }),
      dropsMissingBackends: true,
      dryBackend: backend => dryService(snapshot, settings, backend),
      policiesOfBackend: backend => policiesOfService(snapshot, backend),
      atDoor: request => redirectOfEntryPoint(settings, request),
      order: 'rule-length',
      priority: ({ annotations }) => {
        const value = annotations[`${PREFIX}router.priority`] ?? '';
        return /^\d{1,9}$/.test(value) && Number(value) > 0
          ? Number(value)
          : null;
      },
      fallsBackToWiderHost: true,
      isTlsOnly: isSecure,
      plainHttp: fact => ({ kind: plainHttpOf(fact, settings) }),
      httpsWithoutTls: 'unknown',
      httpsWithoutTlsOf: fact => {
        const used = settings && entryPointsIn(settings, fact);
        if (!used) {
          return 'unknown';
        }
        return used.some(({ endsTls }) => endsTls) ? 'served' : 'closed';
      },
    });
  },
};

/** Why a Traefik of these settings leaves out a path. */
function leftOutBy(
  {
    isOn,
    namespaces,
    ingressClass,
    allowExternalNameServices,
  }: TraefikSettings,
  asked: { className: string; namespace: string; isExternal: boolean },
): string | undefined {
  if (!isOn) {
    return 'its provider of Ingresses is not on';
  }
  if (namespaces.length > 0 && !namespaces.includes(asked.namespace)) {
    return 'it watches other namespaces alone';
  }
  if (ingressClass !== '' && ingressClass !== asked.className) {
    return `it takes the class ${ingressClass} alone`;
  }
  return asked.isExternal && !allowExternalNameServices
    ? 'it serves no Service of type ExternalName'
    : undefined;
}

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

/** Any of the settings of a router's TLS turns it on; else all of its entry points must end TLS. */
function isTlsOnly(
  fact: IngressFact,
  settings: TraefikSettings | null,
): boolean {
  const { annotations } = fact;
  const used = settings && entryPointsIn(settings, fact);
  return (
    isTrue(annotations[`${PREFIX}router.tls`]) ||
    Object.keys(annotations).some(key =>
      key.startsWith(`${PREFIX}router.tls.`),
    ) ||
    (used
      ? used.length > 0 && used.every(({ endsTls }) => endsTls === true)
      : entryPointsOf(fact).join() === 'websecure')
  );
}

/** By the entry points that are known, else by their usual names; no name is all of the default ones. */
function plainHttpOf(
  fact: IngressFact,
  settings: TraefikSettings | null,
): 'served' | 'closed' | 'unknown' {
  if (isTlsOnly(fact, settings)) {
    return 'closed';
  }
  const names = entryPointsOf(fact);
  return names.length === 0 || names.includes('web') ? 'served' : 'unknown';
}

/** The entry points of an Ingress; null where one of them is not among those that are known. */
function entryPointsIn(
  { entryPoints, defaultEntryPoints }: TraefikSettings,
  fact: IngressFact,
): TraefikSettings['entryPoints'] | null {
  const names = entryPointsOf(fact);
  const used = entryPoints.filter(({ name }) =>
    names.some(each => each.toLowerCase() === name),
  );
  if (names.length === 0) {
    return defaultEntryPoints.length > 0 ? defaultEntryPoints : null;
  }
  return used.length === names.length ? used : null;
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
