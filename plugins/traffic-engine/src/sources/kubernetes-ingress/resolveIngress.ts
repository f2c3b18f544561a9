import type {
  Reason,
  RouteMatch,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../model/drafts';
import { fieldPath } from '../../model/fieldPath';
import { at, refTo } from '../../model/refs';
import { routeUrl } from '../../model/routeUrl';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import type { SourceProblem } from '../Source';
import { listControllerAnnotations } from './annotations';
import { expandRules, tlsOf, type Way } from './expandRules';
import { readStatus } from './readStatus';
import { resolveBackend } from './resolveBackend';
import { resolveClass, type ClassDecision } from './resolveClass';
import { ingressSpecSchema } from './schema';

const SOURCE_ID = 'kubernetes-ingress';
/** The API knows these two alone: "an Ingress does not expose arbitrary ports or protocols". */
const PORTS = { http: 80, https: 443 } as const;

/** The routes of one Ingress, and what of it was seen and not translated. */
export function resolveIngress(
  snapshot: ClusterSnapshot,
  ingress: KubeObject,
): { routes: readonly RouteDraft[]; problems: readonly SourceProblem[] } {
  const object = refTo(snapshot.cluster, ingress);
  const provenance = at(SOURCE_ID, object);
  const problem = (
    severity: SourceProblem['severity'],
    path: string,
    message: string,
  ): SourceProblem => ({ severity, object, path, message });

  const parsed = ingressSpecSchema.safeParse(ingress.spec ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      routes: [],
      problems: [
        problem(
          'error',
          fieldPath(['spec', ...issue.path]),
          `The Ingress was not translated, because this field is not as the API defines it: ${issue.message}.`,
        ),
      ],
    };
  }

  const spec = parsed.data;
  const klass = resolveClass(snapshot, ingress);
  const status = readStatus(ingress, klass.entry.controller);
  const annotations = listControllerAnnotations(ingress.metadata.annotations);
  const { ways, questions } = expandRules(spec);
  const problems: SourceProblem[] = [
    ...questions.map(({ path, message }) => problem('info', path, message)),
    ...status.portErrors.map(({ path, message }) =>
      problem('warning', path, message),
    ),
    ...annotations.map(key =>
      problem(
        'info',
        `metadata.annotations['${key}']`,
        `Seen, not interpreted: ${key} may change what the controller does with this Ingress.`,
      ),
    ),
  ];
  const routes = ways.flatMap((way): RouteDraft[] => {
    const backend = resolveBackend({
      snapshot,
      namespace: object.namespace,
      backend: way.backend,
      provenance: provenance(way.backendPath),
    });
    if (!backend) {
      problems.push(
        problem(
          'error',
          way.backendPath,
          'The backend names neither a Service nor a resource: the API server refuses this.',
        ),
      );
      return [];
    }
    const path = readPath(way);
    return [
      {
        id: [
          snapshot.cluster,
          'Ingress',
          `${object.namespace}/${object.name}`,
          way.ruleIndex,
          way.matchIndex,
          way.scheme,
          way.host.value,
        ].join('|'),
        source: SOURCE_ID,
        cluster: snapshot.cluster,
        object,
        ruleIndex: way.ruleIndex,
        matchIndex: way.matchIndex,
        scheme: way.scheme,
        host: way.host,
        port: PORTS[way.scheme],
        match: { path, method: null, headers: [], queryParams: [] },
        ...routeUrl({ ...way, port: PORTS[way.scheme], path }),
        entry: klass.entry,
        addresses: [...status.addresses],
        exposure: 'unknown',
        tls: tlsOf(way, {
          cluster: snapshot.cluster,
          namespace: object.namespace,
        }),
        filters: annotations.map(type => ({ type, interpreted: false })),
        redirect: null,
        backends: [backend],
        door: doorOf(klass, path, annotations),
        reported: status.reported,
        provenance: [...way.paths, klass.path].map(provenance),
      },
    ];
  });
  return { routes, problems };
}

/** A path without a type is the controller's to interpret: v1 requires one, so only a file can lack it. */
function readPath({ path }: Way): RouteMatch['path'] {
  if (!path) {
    return null;
  }
  const value = path.path ?? '/';
  switch (path.pathType) {
    case 'Exact':
      return { type: 'Exact', value };
    case 'Prefix':
      return { type: 'PathPrefix', value };
    default:
      return { type: 'ImplementationSpecific', value };
  }
}

function doorOf(
  { door, entry }: ClassDecision,
  path: RouteMatch['path'],
  annotations: readonly string[],
): RouteVerdict {
  const reasons: Reason[] = [...door.reasons];
  if (path?.type === 'ImplementationSpecific') {
    reasons.push({
      code: 'PathSemanticsOfController',
      params: { controller: entry.controller ?? 'not known' },
    });
  }
  if (annotations.length > 0) {
    reasons.push({
      code: 'FilterNotInterpreted',
      params: { filters: annotations.join(', ') },
    });
  }
  return { state: door.state, reasons };
}
