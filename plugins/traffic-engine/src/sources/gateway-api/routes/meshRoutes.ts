import type {
  Attachment,
  ControllerVerdict,
  ObjectRef,
  ParentRef,
  Resolution,
  Route,
  RouteVerdict,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import type { PolicyTarget, RouteDraft } from '../../../model/drafts';
import { at, refOf } from '../../../model/refs';
import { lookUp } from '../../../references/lookUp';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../../topology/Service';
import { decodeVerdict } from '../../../conditions/decodeVerdict';
import type { RouteFact, RuleFact } from '../facts/routeFact';
import { SOURCE_ID } from '../kinds';
import type { BackendTlsPolicies } from '../policies/backendTlsPolicies';
import { policiesOfRule, targetsOfRule } from '../policies/routePolicies';
import { isSameParent } from './attachRoute';
import { effectiveUrl } from './effectiveUrl';
import { judgeRule, openReasons } from './judgeDoor';
import type { RouteEntry, RuleBackends } from './RouteEntry';
import { mirrorsOf } from './mirrorsOf';
import { routeId } from './routeId';

/** A Service as parent: the route takes requests that callers inside a mesh send to it (GEP-1294). */
export interface MeshParent {
  readonly parentRef: ParentRef;
  /** Position in `spec.parentRefs`. */
  readonly index: number;
  readonly service: Resolution<{ readonly ports: readonly number[] }>;
  readonly reported: ControllerVerdict;
}

/** The core group has to be written out: left out, it is the Gateway API's (ParentReference.group). */
export function isMeshParent({ group, kind }: ParentRef): boolean {
  return group === SERVICE.group && kind === SERVICE.kind;
}

/** The Services that a route has as parents. */
export function findMeshParents(
  snapshot: ClusterSnapshot,
  route: RouteFact,
): readonly MeshParent[] {
  return route.parentRefs.flatMap((parentRef, index) => {
    if (!isMeshParent(parentRef)) {
      return [];
    }
    const found = lookUp(
      snapshot,
      SERVICE,
      parentRef.namespace,
      parentRef.name,
    );
    const status = route.parents.find(parent =>
      isSameParent(parent.parentRef, parentRef),
    );
    return [
      {
        parentRef,
        index,
        service:
          found.state === 'resolved'
            ? {
                state: 'resolved' as const,
                value: {
                  ports: serviceFact(found.value).ports.map(({ port }) => port),
                },
              }
            : found,
        reported: status
          ? decodeVerdict({
              conditions: status.conditions,
              generation: route.generation,
              controller: status.controller,
            })
          : ({ state: 'none' } as const),
      },
    ];
  });
}

/** Which mesh takes a route is not to be seen in objects, so nothing is predicted of Accepted. */
export function toMeshAttachment(
  { ref, resolvedRefs }: RouteEntry,
  { parentRef, index, reported }: MeshParent,
): Attachment {
  return {
    route: ref,
    parentRef,
    predicted: [
      { type: 'Accepted', status: 'Unknown', reason: 'NotKnown' },
      resolvedRefs,
    ],
    reported,
    agreement: 'not-comparable',
    listeners: [],
    provenance: at(SOURCE_ID, ref)(`spec.parentRefs[${index}]`),
  };
}

const SCHEMES: Readonly<Record<string, Route['scheme']>> = {
  TLSRoute: 'tls',
  TCPRoute: 'tcp',
  UDPRoute: 'udp',
};

/**
 * The drafts of a route's mesh parents: never a public way in. A route of the Service's own namespace is its producer's and
 * holds for all callers; one of another namespace is a consumer's and holds for the callers of that namespace alone. The
 * hostnames of the route have no meaning here.
 */
export function draftMeshRoutes(
  route: RouteEntry,
  backendTls: BackendTlsPolicies,
): readonly RouteDraft[] {
  return route.mesh.flatMap(parent => {
    const service = refOf(
      route.ref.cluster,
      SERVICE,
      parent.parentRef.namespace,
      parent.parentRef.name,
    );
    return route.fact.rules.flatMap((rule, ruleIndex) => {
      const held = {
        policies: policiesOfRule(route, {
          ruleIndex,
          gateway: undefined,
          backendTls,
        }),
        policyTargets: [...targetsOfRule(route.ref, rule), { ref: service }],
      };
      return rule.matches.map((_, matchIndex) =>
        draftMatch({ route, parent, service, ruleIndex, matchIndex, held }),
      );
    });
  });
}

function draftMatch(options: {
  route: RouteEntry;
  parent: MeshParent;
  service: ObjectRef;
  ruleIndex: number;
  matchIndex: number;
  held: {
    policies: RouteDraft['policies'];
    policyTargets: readonly PolicyTarget[];
  };
}): RouteDraft {
  const { route, parent, service, ruleIndex, matchIndex, held } = options;
  const { ref, fact, rules } = route;
  const rule = fact.rules[ruleIndex];
  const hostname = `${service.name}.${service.namespace}.svc`;
  const place = {
    scheme: SCHEMES[ref.kind] ?? 'http',
    host: { kind: 'exact', value: hostname },
    port: portOf(parent),
    match: matchFor(rule.matches[matchIndex], ref, service),
    addresses: [],
  } as const;
  const provenance = at(SOURCE_ID, ref);
  return {
    id: routeId({
      ref,
      ruleIndex,
      matchIndex,
      doorId: `mesh/${service.namespace}/${service.name}.${parent.index}`,
      hostname,
    }),
    source: SOURCE_ID,
    cluster: ref.cluster,
    object: ref,
    ruleIndex,
    matchIndex,
    ...place,
    addresses: [],
    url: effectiveUrl(place).url,
    isConcreteUrl: false,
    entry: { kind: 'mesh' },
    exposure: 'mesh',
    tls: { mode: 'none', certificates: [] },
    filters: [...rule.filters],
    redirect: rule.redirect
      ? {
          scheme: rule.redirect.scheme,
          hostname: rule.redirect.hostname,
          port: rule.redirect.port,
          path: rule.redirect.path,
          statusCode: rule.redirect.statusCode,
        }
      : null,
    backends: rules[ruleIndex].backends.map(({ draft }) => draft),
    ...mirrorsOf(rules[ruleIndex]),
    reported: parent.reported,
    provenance: [
      provenance(rule.path),
      provenance(`spec.parentRefs[${parent.index}]`),
    ],
    door: judgeMesh(parent, rule, rules[ruleIndex]),
    policies: held.policies,
    policyTargets: held.policyTargets,
    notInterpreted: rules[ruleIndex].extensions
      .filter(({ answers }) => answers === null)
      .map(extension => provenance(extension.fact.path)),
  };
}

/** The port that is named, or the only one of the Service. */
function portOf({ parentRef, service }: MeshParent): number | null {
  const ports = service.state === 'resolved' ? service.value.ports : [];
  return parentRef.port ?? (ports.length === 1 ? ports[0] : null);
}

function matchFor(
  match: Route['match'],
  route: ObjectRef,
  service: ObjectRef,
): Route['match'] {
  return route.namespace === service.namespace
    ? match
    : {
        ...match,
        conditions: [
          `callers in namespace ${route.namespace} alone (consumer route)`,
        ],
      };
}

/** Only a controller's word tells that a mesh takes the route. */
function judgeMesh(
  parent: MeshParent,
  rule: RuleFact,
  references: RuleBackends,
): RouteVerdict {
  const { parentRef, service, reported } = parent;
  const name = `${parentRef.namespace}/${parentRef.name}`;
  if (service.state === 'missing') {
    return {
      state: 'detached',
      reasons: [
        {
          code: 'NotAttached',
          params: {
            reason: 'NoMatchingParent',
            gateway: name,
            why: 'ServiceNotFound',
          },
        },
      ],
    };
  }
  const isTaken =
    reported.state === 'reported' &&
    reported.conditions.some(
      ({ type, status }) => type === 'Accepted' && status === 'True',
    );
  return (
    judgeRule(rule, references) ??
    (isTaken
      ? { state: 'serving', reasons: openReasons(rule, references) }
      : {
          state: 'unknown',
          reasons: [{ code: 'NotKnown', params: { gateway: name } }],
        })
  );
}
