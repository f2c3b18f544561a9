import type {
  Finding,
  ObjectRef,
  Route,
  RouteEffect,
  RouteProposal,
} from '@portolan/plugin-traffic-common';
import type { EntityFacts } from '../service/EntityIndex';
import {
  hideInFinding,
  hideInRoute,
  listNamedEntities,
  type RefTest,
} from '../service/namedEntities';

/** Every entity that an effect names, in any place. */
export function entitiesNamedIn(
  effect: RouteEffect,
  isEntityRef: RefTest,
): ReadonlySet<string> {
  const { created, changed, removed } = effect.routes;
  const facts: EntityFacts = {
    workloads: [],
    dependencies: [],
    problems: [],
    routes: [...created, ...changed, ...removed],
    findings: [...effect.findings.introduced, ...effect.findings.fixed],
  };
  return new Set([
    ...listNamedEntities(facts, isEntityRef),
    ...effect.conflicts.flatMap(conflict => conflict.entities),
  ]);
}

/**
 * The effect as a reader may see it: routes and findings of the proposal's own object and of readable entities, the rest
 * counted. A conflict is always told, since the reader named the host, but not whose the other route is.
 */
export function redactEffect(
  effect: RouteEffect,
  options: { proposal: RouteProposal; isShown: RefTest },
): RouteEffect {
  const { proposal, isShown } = options;
  let hidden = 0;
  const keep = <T>(
    items: readonly T[],
    concerns: (item: T) => boolean,
  ): T[] => {
    const kept = items.filter(concerns);
    hidden += items.length - kept.length;
    return kept;
  };
  const isOwn = (object: ObjectRef) =>
    object.cluster === proposal.cluster &&
    object.namespace === proposal.namespace &&
    object.name === proposal.name;
  const keepRoutes = (routes: readonly Route[]) =>
    keep(
      routes,
      ({ object, backends }) =>
        isOwn(object) ||
        backends.some(({ entities }) => entities.some(isShown)),
    ).map(route => hideInRoute(route, isShown));
  const keepFindings = (findings: readonly Finding[]) =>
    keep(
      findings,
      ({ at, entities }) => isOwn(at.object) || entities.some(isShown),
    ).map(finding => hideInFinding(finding, isShown));
  return {
    ...effect,
    routes: {
      created: keepRoutes(effect.routes.created),
      changed: keepRoutes(effect.routes.changed),
      removed: keepRoutes(effect.routes.removed),
    },
    findings: {
      introduced: keepFindings(effect.findings.introduced),
      fixed: keepFindings(effect.findings.fixed),
      unchanged: effect.findings.unchanged,
    },
    conflicts: effect.conflicts.map(conflict => ({
      ...conflict,
      entities: conflict.entities.filter(isShown),
    })),
    hidden,
  };
}
