import type {
  Dependency,
  EntityTraffic,
  Finding,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';
import type { EntityFacts } from './EntityIndex';

const HIDDEN = '(not visible to you)';
const TOKEN = /[^\s,;()"'“”]+/g;

/** Decides about one entity reference. */
export type RefTest = (entityRef: string) => boolean;

/**
 * Every entity that the facts name, in any place, text included. `isEntityRef` tells which words of a text are references
 * of entities that the catalog knows.
 */
export function listNamedEntities(
  facts: Omit<EntityFacts, 'problems'> & Partial<Pick<EntityFacts, 'problems'>>,
  isEntityRef: RefTest,
): ReadonlySet<string> {
  const named = new Set<string>();
  const add = (entityRef: string) => named.add(entityRef);
  for (const workload of facts.workloads) {
    workload.claims.forEach(claim => add(claim.entityRef));
  }
  for (const route of facts.routes) {
    route.backends.forEach(backend => backend.entities.forEach(add));
  }
  for (const dependency of facts.dependencies) {
    dependency.entities.forEach(add);
    dependency.destinationEntities.forEach(add);
    if (dependency.destination.kind === 'entity') {
      add(dependency.destination.entityRef);
    }
    for (const { detail } of dependency.evidence) {
      (detail?.match(TOKEN) ?? []).filter(isEntityRef).forEach(add);
    }
  }
  for (const finding of facts.findings) {
    finding.entities.forEach(add);
    for (const text of textsOf(finding)) {
      (text.match(TOKEN) ?? []).filter(isEntityRef).forEach(add);
    }
  }
  for (const { message } of facts.problems ?? []) {
    (message.match(TOKEN) ?? []).filter(isEntityRef).forEach(add);
  }
  return named;
}

function textsOf(finding: Finding): string[] {
  return [
    finding.message,
    finding.fix,
    ...Object.values(finding.params).map(String),
  ];
}

/**
 * An answer that names none of the hidden entities; the same answer when none is hidden. The facts stay, since they are
 * facts of the entity that was asked for: only whose the other end is, is left out.
 */
export function hideEntities(
  traffic: EntityTraffic,
  hidden: ReadonlySet<string>,
): EntityTraffic {
  if (hidden.size === 0) {
    return traffic;
  }
  const isShown: RefTest = entityRef => !hidden.has(entityRef);
  return {
    ...traffic,
    workloads: traffic.workloads.map(item => hideInWorkload(item, isShown)),
    routes: traffic.routes.map(item => hideInRoute(item, isShown)),
    dependencies: traffic.dependencies.map(item =>
      hideInDependency(item, isShown),
    ),
    findings: traffic.findings.map(item => hideInFinding(item, isShown)),
    ...(traffic.problems && {
      problems: traffic.problems.map(problem => ({
        ...problem,
        message: hideInText(problem.message, isShown),
      })),
    }),
    hiddenEntities: hidden.size,
  };
}

function hideInWorkload(workload: Workload, isShown: RefTest): Workload {
  return {
    ...workload,
    claims: workload.claims.filter(claim => isShown(claim.entityRef)),
  };
}

/** The route without the entities that are not shown; the route itself stays. */
export function hideInRoute(route: Route, isShown: RefTest): Route {
  return {
    ...route,
    backends: route.backends.map(backend => ({
      ...backend,
      entities: backend.entities.filter(isShown),
    })),
  };
}

function hideInDependency(
  dependency: Dependency,
  isShown: RefTest,
): Dependency {
  const { destination } = dependency;
  const isHidden =
    destination.kind === 'entity' && !isShown(destination.entityRef);
  const ownersShown = dependency.destinationEntities.every(isShown);
  return {
    ...dependency,
    id: isHidden
      ? dependency.id.replaceAll(destination.entityRef, HIDDEN)
      : dependency.id,
    entities: dependency.entities.filter(isShown),
    destination: isHidden ? { kind: 'entity', entityRef: HIDDEN } : destination,
    evidence: dependency.evidence.map(item =>
      item.detail === undefined
        ? item
        : { ...item, detail: hideInText(item.detail, isShown) },
    ),
    destinationEntities: dependency.destinationEntities.filter(isShown),
    // That it is one of our own hosts may be told; the names of another's routes may not.
    ...(dependency.hairpin && {
      hairpin: ownersShown ? dependency.hairpin : [],
    }),
  };
}

function hideInText(text: string, isShown: RefTest): string {
  return text.replace(TOKEN, word => (isShown(word) ? word : HIDDEN));
}

/** The finding with the hidden entities taken out of its parameters and sentences too. */
export function hideInFinding(finding: Finding, isShown: RefTest): Finding {
  const hide = (text: string) => hideInText(text, isShown);
  return {
    ...finding,
    entities: finding.entities.filter(isShown),
    message: hide(finding.message),
    fix: hide(finding.fix),
    params: Object.fromEntries(
      Object.entries(finding.params).map(([name, value]) => [
        name,
        typeof value === 'string' ? hide(value) : value,
      ]),
    ),
  };
}
