import type { Redirect, RoutePolicy } from '@portolan/plugin-traffic-common';
import type { BackendDraft } from '../../../model/drafts';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { isRecord, type UnknownRecord } from '../../../snapshot/read';
import type { Way } from '../expandRules';
import type { IngressFact } from '../facts/IngressFact';
import { resolveBackend } from '../resolveBackend';
import type { EntryAction, OpenPort } from './standard/Dialect';

/** The port name of a backend that is no Service: its name is that of an annotation `actions.<name>`. */
const USE_ANNOTATION = 'use-annotation';

interface ActionContext {
  readonly snapshot: ClusterSnapshot;
  readonly fact: IngressFact;
  readonly way: Way;
}

/**
 * What the annotation that a backend names makes of its requests: other Services by weight, a redirect or a fixed response; 503
 * where the annotation is missing (enhanced_backend_builder.go, buildActionViaAnnotation). Undefined for a plain Service.
 */
export function awsActionOf(
  prefix: string,
  context: ActionContext,
): EntryAction | undefined {
  const { fact, way } = context;
  const { backend } = way;
  if (backend.service?.port?.name !== USE_ANNOTATION) {
    return undefined;
  }
  const key = `${prefix}actions.${backend.service.name}`;
  const action = lowered(parseJson(fact.annotations[key]));
  const setBy = fact.atAnnotation(key);
  const policy = (summary: string): RoutePolicy => ({
    aspect: 'other',
    summary,
    params: {},
    state: 'in-force',
    setBy,
  });
  if (!action) {
    return { ...respond(503), policies: [] };
  }
  switch (action.type) {
    case 'fixed-response': {
      const status = Number(lowered(action.fixedresponseconfig)?.statuscode);
      return Number.isInteger(status)
        ? { ...respond(status), policies: [policy(`answered with ${status}`)] }
        : notRead(key);
    }
    case 'redirect': {
      const config = lowered(action.redirectconfig);
      const redirect = config && redirectOf(config);
      return redirect
        ? {
            backends: [],
            redirect,
            answer: request => ({
              kind: 'respond',
              status: redirect.statusCode,
              location: locationOf(config, request),
              why: 'the action redirects all requests',
            }),
            isLeftOutAt: open => leadsTo(config, open, context),
            policies: [
              {
                ...policy(`redirect (${redirect.statusCode})`),
                aspect: 'redirect',
              },
            ],
          }
        : notRead(key);
    }
    case 'forward': {
      const backends = backendsOf(action, { ...context, key });
      return backends ? { backends, policies: [] } : notRead(key);
    }
    default:
      return notRead(key);
  }
}

function respond(status: number): Pick<EntryAction, 'backends' | 'answer'> {
  return {
    backends: [],
    answer: () => ({
      kind: 'respond',
      status,
      location: null,
      why: 'the load balancer answers itself',
    }),
  };
}

/** Target groups that exist outside the cluster, and what is not as it is documented. */
function notRead(key: string): EntryAction {
  return {
    backends: [],
    policies: [],
    notRead: key,
    answer: () => ({
      kind: 'unknown',
      why: `${key} leads out of the cluster, or cannot be read`,
    }),
  };
}

function redirectOf(config: UnknownRecord): Redirect | undefined {
  const statusCode = Number(String(config.statuscode).replace('HTTP_', ''));
  if (!Number.isInteger(statusCode)) {
    return undefined;
  }
  const own = (name: string, otherwise: string): string | null => {
    const value = textOf(config, name, otherwise);
    return value === otherwise ? null : value;
  };
  const port = own('port', '#{port}');
  return {
    scheme: own('protocol', '#{protocol}')?.toLowerCase() ?? null,
    hostname: own('host', '#{host}'),
    port: port !== null && /^\d+$/.test(port) ? Number(port) : null,
    path: own('path', '/#{path}'),
    statusCode,
  };
}

/** Redirects to where they come from are left out (rule_optimizer.go, isInfiniteRedirectRule). */
function leadsTo(
  config: UnknownRecord,
  { scheme, port }: OpenPort,
  { way }: ActionContext,
): boolean {
  const stays = (name: string, own: string, others: readonly string[]) => {
    const value = textOf(config, name, own);
    return value === own || others.includes(value);
  };
  const path = way.path?.path ?? '';
  const stem = path.replace(/\/$/, '');
  return (
    stays('host', '#{host}', way.host.kind === 'any' ? [] : [way.host.value]) &&
    stays(
      'path',
      '/#{path}',
      way.path?.pathType === 'Prefix' ? [stem, `${stem}/*`] : [path],
    ) &&
    stays('port', '#{port}', [String(port)]) &&
    stays('protocol', '#{protocol}', [scheme.toUpperCase()]) &&
    stays('query', '#{query}', [])
  );
}

function textOf(
  config: UnknownRecord,
  name: string,
  otherwise: string,
): string {
  const value = config[name];
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : otherwise;
}

function locationOf(config: UnknownRecord, request: AskedRequest): string {
  const asked: Readonly<Record<string, string>> = {
    protocol: request.scheme === 'https' ? 'https' : 'http',
    host: request.host,
    port: String(request.port),
    path: request.path.slice(1),
    query: request.query,
  };
  const filled = (name: string, otherwise: string) =>
    textOf(config, name, otherwise).replace(
      /#\{(\w+)\}/g,
      (whole, key: string) => asked[key] ?? whole,
    );
  const protocol = filled('protocol', '#{protocol}').toLowerCase();
  const port = filled('port', '#{port}');
  const query = filled('query', '#{query}');
  return [
    `${protocol}://${filled('host', '#{host}')}`,
    port === (protocol === 'https' ? '443' : '80') ? '' : `:${port}`,
    filled('path', '/#{path}'),
    query === '' ? '' : `?${query}`,
  ].join('');
}

/** The Services of a forward by weight; undefined where a target group is not one of the cluster. */
function backendsOf(
  action: UnknownRecord,
  context: { snapshot: ClusterSnapshot; fact: IngressFact; key: string },
): readonly BackendDraft[] | undefined {
  const { snapshot, fact, key } = context;
  const groups = lowered(action.forwardconfig)?.targetgroups;
  const drafts = (Array.isArray(groups) ? groups : []).map(group => {
    const { servicename, serviceport, weight } = lowered(group) ?? {};
    if (typeof servicename !== 'string') {
      return undefined;
    }
    const port = /^\d+$/.test(String(serviceport))
      ? { name: null, number: Number(serviceport) }
      : { name: String(serviceport), number: null };
    const draft = resolveBackend({
      snapshot,
      namespace: fact.object.namespace,
      backend: { service: { name: servicename, port }, resource: null },
      provenance: fact.atAnnotation(key),
    });
    return (
      draft && { ...draft, weight: typeof weight === 'number' ? weight : 1 }
    );
  });
  const known = drafts.flatMap(draft => draft ?? []);
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  return known.length > 0 && known.length === drafts.length
    ? known.map(draft => ({
        ...draft,
        share: total === 0 ? 0 : draft.weight / total,
      }))
    : undefined;
}

/** Go reads the names of fields without regard to case. */
export function lowered(value: unknown): UnknownRecord | undefined {
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, field]) => [key.toLowerCase(), field]),
      )
    : undefined;
}

/** undefined where it is absent or no JSON. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
