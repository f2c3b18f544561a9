import type {
  Reason,
  RouteMatch,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../../../model/drafts';
import { refKey } from '../../../../model/refs';
import type { SourceProblem } from '../../../Source';
import { draftRoute, type RouteParts } from '../../routes/draftRoute';
import { readAnnotations, type AnnotationFacts } from '../annotationPolicies';
import type { ClassDoor, DoorTranslation } from '../IngressController';
import type { Dialect, PlainHttp } from './Dialect';
import { listEntries, type DialectEntry } from './entries';
import { serveDialect } from './serve';

/** What a controller makes of its Ingresses that keeps to the API's rules but for what its dialect says. */
export function translateDialect(
  door: ClassDoor,
  dialect: Dialect,
): DoorTranslation {
  const { entries, questions } = listEntries(door, dialect);
  const annotations = new Map(
    door.ingresses.map(fact => [
      fact,
      readAnnotations(fact, dialect.annotations),
    ]),
  );
  const problems: SourceProblem[] = [
    ...(dialect.problems ?? []),
    ...questions.map(({ fact, question }) => ({
      severity: 'info' as const,
      object: fact.object,
      ...question,
    })),
    ...entries
      .filter(({ backend, action }) => !backend && !action)
      .map(({ fact, way }) => ({
        severity: 'error' as const,
        object: fact.object,
        path: way.backendPath,
        message:
          'The backend names neither a Service nor a resource: the API server refuses this.',
      })),
    ...[...annotations.values()].flatMap(read => [
      ...read.notInterpreted.map(({ key, at }) => ({
        severity: 'info' as const,
        object: at.object,
        path: at.path,
        message: `Seen, not interpreted: ${key} may change what the controller does with this Ingress.`,
      })),
      ...read.policies
        .filter(({ state }) => state === 'not-interpreted')
        .map(({ summary, setBy }) => ({
          severity: 'info' as const,
          object: setBy.object,
          path: setBy.path,
          message: `Seen, not interpreted: ${summary}.`,
        })),
    ]),
  ];
  return {
    drafts: entries.flatMap(entry =>
      draftEntry(door, { dialect, entry, annotations }),
    ),
    // What a ConfigMap sets for many Ingresses is said once.
    problems: [
      ...new Map(
        problems.map(problem => [
          `${refKey(problem.object)} ${problem.path} ${problem.message}`,
          problem,
        ]),
      ).values(),
    ],
    serve: (request, isReady) =>
      serveDialect(entries, {
        dialect,
        request,
        isReady,
        opaqueBy: fact =>
          annotations
            .get(fact)
            ?.policies.find(
              ({ rule }) =>
                rule.mayReroute &&
                !(rule.ofPlainHttp && request.scheme === 'https'),
            )?.rule.key,
      }),
  };
}

function draftEntry(
  door: ClassDoor,
  context: {
    dialect: Dialect;
    entry: DialectEntry;
    annotations: ReadonlyMap<DialectEntry['fact'], AnnotationFacts>;
  },
): readonly RouteDraft[] {
  const { dialect, entry, annotations } = context;
  const { fact, way, backend, action, prepared, refused } = entry;
  const read = annotations.get(fact);
  const host = prepared.hostOf ?? fact;
  const backends = action?.backends ?? (backend ? [backend] : []);
  if (backends.length === 0 && !action) {
    return [];
  }
  const opaque = (read?.policies ?? []).filter(({ rule }) => rule.mayReroute);
  const keys = [
    ...(read?.notInterpreted ?? []).map(({ key }) => key),
    ...opaque.map(({ rule }) => rule.key),
    ...(action?.notRead === undefined ? [] : [action.notRead]),
  ];
  const parts = {
    fact,
    host: way.host,
    path: pathOf(entry),
    conditions: entry.conditions,
    ruleIndex: way.ruleIndex,
    matchIndex: way.matchIndex,
    secrets: way.secretNames.map(name => {
      const [namespace, own] = name.split('/');
      return own === undefined
        ? { namespace: host.object.namespace, name }
        : { namespace, name: own };
    }),
    reasons: reasonsOf(door, entry, keys),
    policies: [
      ...(read?.policies ?? []).map(
        ({ rule: _rule, ...policy }): RoutePolicy => policy,
      ),
      ...(dialect.policiesOf?.(fact) ?? []),
      ...(action?.policies ?? []),
      ...backends.flatMap(each => dialect.policiesOfBackend?.(each) ?? []),
    ],
    notInterpreted: [
      ...(read?.notInterpreted ?? []),
      ...opaque.map(({ rule, setBy }) => ({ key: rule.key, at: setBy })),
      ...(action?.notRead === undefined
        ? []
        : [{ key: action.notRead, at: fact.atAnnotation(action.notRead) }]),
    ],
    ...(action?.redirect ? { redirect: action.redirect } : {}),
    ...(refused !== undefined
      ? {
          verdict: {
            state: 'detached' as const,
            reasons: [
              {
                code: 'NotAttached' as const,
                params: { by: dialect.title, reason: refused },
              },
            ],
          },
        }
      : {}),
    exposure: dialect.exposure?.(host),
    ...(dialect.policyTargets && backend
      ? { policyTargets: dialect.policyTargets(backend.ref, fact.object) }
      : {}),
    provenance: way.paths.map(path => fact.at(path)),
  };
  if (dialect.ports) {
    const redirected = dialect.plainHttp(host);
    return dialect
      .ports(host)
      .filter(open => !action?.isLeftOutAt?.(open))
      .map(({ scheme, port }) =>
        scheme === 'http' && redirected.kind === 'redirected'
          ? draftRedirect(door, { parts, port, redirected })
          : draftRoute(door, { ...parts, scheme, port, backends }),
      );
  }
  const scheme = dialect.isTlsOnly?.(host) ? 'https' : way.scheme;
  const redirectsAlways =
    scheme === 'http' && dialect.redirectsWithoutTls?.(host) === true;
  const plain =
    (scheme === 'https' || redirectsAlways) && refused === undefined
      ? dialect.plainHttp(host)
      : undefined;
  if (redirectsAlways && plain?.kind === 'redirected') {
    return [
      draftRedirect(door, { parts, port: 80, redirected: plain }),
      ...(dialect.httpsWithoutTls === 'served'
        ? [draftRoute(door, { ...parts, scheme: 'https', backends })]
        : []),
    ];
  }
  return [
    draftRoute(door, { ...parts, scheme, backends }),
    ...(plain?.kind === 'served'
      ? [draftRoute(door, { ...parts, scheme: 'http', backends })]
      : []),
    ...(plain?.kind === 'redirected'
      ? [draftRedirect(door, { parts, port: 80, redirected: plain })]
      : []),
  ];
}

function draftRedirect(
  door: ClassDoor,
  options: {
    parts: Omit<RouteParts, 'scheme' | 'backends'>;
    port: number;
    redirected: Extract<PlainHttp, { kind: 'redirected' }>;
  },
): RouteDraft {
  const {
    parts,
    port,
    redirected: { status, setBy, port: httpsPort = null },
  } = options;
  return draftRoute(door, {
    ...parts,
    scheme: 'http',
    port,
    backends: [],
    redirect: {
      scheme: 'https',
      hostname: null,
      port: httpsPort,
      path: null,
      statusCode: status,
    },
    policies: [
      ...(parts.policies ?? []),
      {
        aspect: 'redirect',
        summary: `plain HTTP to HTTPS (${status})`,
        params: { code: status },
        state: 'in-force',
        setBy,
      },
    ],
  });
}

/** A path that is matched as a text is shown as the API calls it, with the reading beside it. */
function pathOf({ way, reading, path }: DialectEntry): RouteMatch['path'] {
  if (!way.path) {
    return null;
  }
  switch (reading) {
    case 'exact':
      return { type: 'Exact', value: path };
    case 'element':
      return { type: 'PathPrefix', value: path };
    default:
      return { type: 'ImplementationSpecific', value: path };
  }
}

function reasonsOf(
  { entry: { controller } }: ClassDoor,
  { reading }: DialectEntry,
  keys: readonly string[],
): readonly Reason[] {
  return [
    ...(reading === 'unknown'
      ? [
          {
            code: 'PathSemanticsOfController' as const,
            params: { controller: controller ?? 'not known' },
          },
        ]
      : []),
    ...(keys.length > 0
      ? [
          {
            code: 'FilterNotInterpreted' as const,
            params: { filters: [...new Set(keys)].sort().join(', ') },
          },
        ]
      : []),
  ];
}
