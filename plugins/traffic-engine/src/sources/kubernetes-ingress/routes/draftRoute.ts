import type {
  Host,
  Provenance,
  Reason,
  Redirect,
  RouteMatch,
  RoutePolicy,
  RouteVerdict,
  Tls,
} from '@portolan/plugin-traffic-common';
import type { BackendDraft, RouteDraft } from '../../../model/drafts';
import { exposureOf } from '../../../match/addressExposure';
import { routeUrl } from '../../../model/routeUrl';
import type { ClassDoor } from '../controllers/IngressController';
import type { IngressFact } from '../facts/IngressFact';
import { SOURCE_ID } from '../kinds';

/** The API knows these two alone: "an Ingress does not expose arbitrary ports or protocols". */
const PORTS = { http: 80, https: 443 } as const;

/** What a controller makes of one path of one host. */
export interface RouteParts {
  readonly fact: IngressFact;
  readonly scheme: 'http' | 'https';
  /** The scheme's own port where absent. */
  readonly port?: number;
  readonly host: Host;
  readonly path: RouteMatch['path'];
  readonly conditions?: readonly string[];
  /** -1 for `spec.defaultBackend`. */
  readonly ruleIndex: number;
  readonly matchIndex: number;
  /** Of TLS; null is the controller’s own certificate. */
  readonly secrets: readonly ({ namespace: string; name: string } | null)[];
  readonly backends: readonly BackendDraft[];
  readonly redirect?: Redirect;
  readonly verdict?: RouteVerdict;
  readonly reasons?: readonly Reason[];
  readonly policies?: readonly RoutePolicy[];
  readonly notInterpreted?: readonly { key: string; at: Provenance }[];
  readonly exposure?: RouteDraft['exposure'];
  readonly tlsMode?: Tls['mode'];
  /** What a policy of the controller may be attached to, nearest first. */
  readonly policyTargets?: RouteDraft['policyTargets'];
  readonly provenance: readonly Provenance[];
}

/** The draft of a route, with what its class and its Ingress say of it. */
export function draftRoute(
  { snapshot, entry, verdict: classVerdict }: ClassDoor,
  parts: RouteParts,
): RouteDraft {
  const { fact, scheme, host, path, ruleIndex, matchIndex } = parts;
  const { object, status } = fact;
  const port = parts.port ?? PORTS[scheme];
  const notInterpreted = parts.notInterpreted ?? [];
  return {
    id: [
      snapshot.cluster,
      'Ingress',
      `${object.namespace}/${object.name}`,
      ruleIndex,
      matchIndex,
      scheme,
      host.value,
      ...(port === PORTS[scheme] ? [] : [port]),
    ].join('|'),
    source: SOURCE_ID,
    cluster: snapshot.cluster,
    object,
    ruleIndex,
    matchIndex,
    scheme,
    host,
    port,
    match: {
      path,
      method: null,
      headers: [],
      queryParams: [],
      ...(parts.conditions?.length
        ? { conditions: [...parts.conditions] }
        : {}),
    },
    ...routeUrl({ scheme, host, port, path }),
    entry,
    addresses: [...status.addresses],
    exposure: parts.exposure ?? exposureOf(status.addresses),
    tls: tlsOf(parts, snapshot.cluster),
    filters: notInterpreted.map(({ key }) => ({
      type: key,
      interpreted: false,
    })),
    redirect: parts.redirect ?? null,
    backends: parts.backends,
    policies: parts.policies ?? [],
    ...(parts.policyTargets ? { policyTargets: parts.policyTargets } : {}),
    notInterpreted: notInterpreted.map(({ at }) => at),
    door: doorOf(classVerdict, parts),
    reported: status.reported,
    provenance: [...parts.provenance, fact.at(fact.klass.path)],
  };
}

/** A class that nobody serves closes the door whatever stands behind it. */
function doorOf(
  classVerdict: RouteVerdict,
  { verdict, reasons = [] }: RouteParts,
): RouteVerdict {
  const own = verdict ?? { state: 'serving', reasons: [] };
  return {
    state: classVerdict.state === 'serving' ? own.state : classVerdict.state,
    reasons: [...classVerdict.reasons, ...own.reasons, ...reasons],
  };
}

/** Secrets are named, never read. */
function tlsOf({ scheme, secrets, tlsMode }: RouteParts, cluster: string): Tls {
  return scheme === 'http'
    ? { mode: 'none', certificates: [] }
    : {
        mode: tlsMode ?? 'terminate',
        certificates: secrets.map(secret =>
          secret
            ? {
                ref: { cluster, group: '', kind: 'Secret', ...secret },
                state: 'not-read',
              }
            : { ref: null, state: 'unknown' },
        ),
      };
}
