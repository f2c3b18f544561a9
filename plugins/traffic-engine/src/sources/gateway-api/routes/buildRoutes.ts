import type { Condition } from '@portolan/plugin-traffic-common';
import { refTo } from '../../../model/refs';
import {
  referenceGrants,
  type ReferenceGrants,
} from '../../../references/referenceGrants';
import type { Carried } from '../../../snapshot/Carried';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import type { SourceProblem } from '../../Source';
import type { BackendRefFact, RouteFact } from '../facts/routeFact';
import type { ClassEntry } from '../gateways/GatewayEntry';
import { isFollowedParent, type GatewayIndex } from '../gateways/gatewayIndex';
import { noteProblems, parseProblem } from '../problems';
import { attachRoute } from './attachRoute';
import { findMeshParents, isMeshParent } from './meshRoutes';
import { resolveBackend, type BackendLookUp } from './resolveBackend';
import { resolveExtension } from './resolveExtension';
import type {
  BackendEntry,
  ParentEntry,
  RouteEntry,
  RuleBackends,
} from './RouteEntry';
import { ROUTE_KINDS, type RouteKind } from './routeKinds';
import { sharesOf } from './sharesOf';

/** So many routes are built in one step: about two milliseconds. */
const ROUTES_PER_STEP = 50;

/** One route object, or why it could not be read. */
export interface BuiltRoute {
  readonly route: RouteEntry | undefined;
  readonly problems: readonly SourceProblem[];
}

/** All routes of a cluster, attached to their Gateways and followed to their Services. */
export function* buildRoutes(
  snapshot: ClusterSnapshot,
  gateways: GatewayIndex,
  carried: Carried<KubeObject, BuiltRoute>,
): Generator<
  void,
  { routes: readonly RouteEntry[]; problems: readonly SourceProblem[] }
> {
  const routes: RouteEntry[] = [];
  const problems: SourceProblem[] = [];
  for (const routeKind of ROUTE_KINDS) {
    for (const object of snapshot.list(routeKind.kind)) {
      const built = carried.of(object, [gateways], () =>
        buildOne(carried.view, { object, gateways, routeKind }),
      );
      problems.push(...built.problems);
      if (built.route) {
        routes.push(built.route);
      }
      if (routes.length % ROUTES_PER_STEP === 0) {
        yield;
      }
    }
  }
  return { routes, problems };
}

function buildOne(
  snapshot: ClusterSnapshot,
  options: { object: KubeObject; gateways: GatewayIndex; routeKind: RouteKind },
): BuiltRoute {
  const { object, gateways, routeKind } = options;
  const ref = refTo(snapshot.cluster, object);
  const parsed = routeKind.read(object);
  if (!parsed.ok) {
    return { route: undefined, problems: [parseProblem(ref, parsed)] };
  }
  const { fact } = parsed;
  const route = buildRoute({
    snapshot,
    gateways,
    grants: snapshot.index(referenceGrants),
    routeKind,
    ref,
    fact,
  });
  return {
    route,
    problems: [
      ...noteProblems(ref, openNotes(route)),
      ...parentProblems(ref, fact),
    ],
  };
}

function buildRoute(options: {
  snapshot: ClusterSnapshot;
  gateways: GatewayIndex;
  grants: ReferenceGrants;
  routeKind: RouteKind;
  ref: RouteEntry['ref'];
  fact: RouteFact;
}): RouteEntry {
  const { snapshot, gateways, grants, routeKind, ref, fact } = options;
  const { kind } = routeKind;
  const parents = fact.parentRefs.flatMap((parentRef, index) =>
    isFollowedParent(parentRef)
      ? attachRoute({ snapshot, gateways, kind, route: fact, index })
      : [],
  );
  const lookUp: BackendLookUp = {
    snapshot,
    route: ref,
    grants,
    routeKind: kind,
    routeNamespace: fact.namespace,
    classes: classesOf(parents),
    featureOfAppProtocol: routeKind.featureOfAppProtocol,
  };
  const follow = (backendRef: BackendRefFact, share: number) =>
    resolveBackend(backendRef, { share, from: lookUp });
  const rules = fact.rules.map((rule): RuleBackends => {
    const { backendRefs, mirrors, authorizers, extensions } = rule;
    const shares = sharesOf(backendRefs, snapshot);
    return {
      backends: backendRefs.map((backendRef, index) =>
        follow(backendRef, shares[index]),
      ),
      mirrors: mirrors.map(mirror => follow(mirror, 0)),
      authorizers: authorizers.map(authorizer => follow(authorizer, 0)),
      extensions: extensions.map(extension =>
        resolveExtension(extension, {
          snapshot,
          namespace: fact.namespace,
          classes: lookUp.classes,
        }),
      ),
    };
  });
  return {
    kind,
    ref,
    fact,
    rules,
    resolvedRefs: resolvedRefs(rules),
    partiallyInvalid: isPartiallyInvalid(fact, rules),
    parents,
    mesh: findMeshParents(snapshot, fact),
  };
}

/** A rule that cannot ask whether its requests may pass counts as an invalid one (GEP-1494). */
function isPartiallyInvalid(
  fact: RouteFact,
  rules: readonly RuleBackends[],
): boolean {
  let invalid = 0;
  fact.rules.forEach(({ fault }, index) => {
    if (fault || rules[index].authorizers.some(isUnresolved)) {
      invalid += 1;
    }
  });
  return invalid > 0 && invalid < rules.length;
}

/** Whether a reference is known not to resolve. */
function isUnresolved({ fault }: BackendEntry): boolean {
  return fault?.status === 'False';
}

function classesOf(parents: readonly ParentEntry[]): readonly ClassEntry[] {
  return parents.map(
    ({ gateway }) =>
      gateway?.gatewayClass ?? {
        name: '',
        state: 'unknown',
        controller: null,
        features: null,
      },
  );
}

const RESOLVED: Condition = {
  type: 'ResolvedRefs',
  status: 'True',
  reason: 'ResolvedRefs',
};

/** The first reference that fails gives the reason; one that is not known leaves the answer open. */
function resolvedRefs(rules: readonly RuleBackends[]): Condition {
  let unknown: BackendEntry['fault'] = null;
  for (const { backends, mirrors, authorizers, extensions } of rules) {
    for (const list of [backends, mirrors, authorizers, extensions]) {
      for (const { fault } of list) {
        if (fault?.status === 'False') {
          return { type: 'ResolvedRefs', ...fault };
        }
        unknown ??= fault;
      }
    }
  }
  return unknown ? { type: 'ResolvedRefs', ...unknown } : RESOLVED;
}

/** The notes of a route without those on filters that another source reads. */
function openNotes({ fact, rules }: RouteEntry): RouteFact['notes'] {
  if (fact.notes.length === 0) {
    return fact.notes;
  }
  const read = new Set(
    rules.flatMap(({ extensions }) =>
      extensions.flatMap(({ answers, fact: { path } }) =>
        answers === null ? [] : path,
      ),
    ),
  );
  return fact.notes.filter(({ path }) => !read.has(path));
}

/** Parents that are neither Gateways nor ListenerSets: a Service's are mesh routes; others are not interpreted. */
function parentProblems(
  ref: RouteEntry['ref'],
  fact: RouteFact,
): readonly SourceProblem[] {
  return fact.parentRefs.flatMap((parentRef, index): SourceProblem[] => {
    const { group, kind, name } = parentRef;
    return isFollowedParent(parentRef) || isMeshParent(parentRef)
      ? []
      : [
          {
            severity: 'info',
            object: ref,
            path: `spec.parentRefs[${index}]`,
            message: `The parent ${kind} ${name} of group "${group}" is seen and not interpreted: only Gateways, ListenerSets and Services (group "") are followed, so what it routes is not shown.`,
          },
        ];
  });
}
