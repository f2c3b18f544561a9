import type {
  Dependency,
  Finding,
  ObjectProblem,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';
import { refKey, type TrafficModel } from '@portolan/plugin-traffic-engine';
import { groupProblems, problemsOf } from './problemsOf';

/** What the model says about one entity; the lists keep the model's order. */
export interface EntityFacts {
  readonly workloads: readonly Workload[];
  readonly routes: readonly Route[];
  readonly dependencies: readonly Dependency[];
  readonly findings: readonly Finding[];
  readonly problems: readonly ObjectProblem[];
}

const NOTHING: EntityFacts = {
  workloads: [],
  routes: [],
  dependencies: [],
  findings: [],
  problems: [],
};

/** Finds the facts of an entity by a map access, and its problems by its own facts; built once per model. */
export interface EntityIndex {
  factsOf(entityRef: string): EntityFacts;
}

/**
 * A route belongs to the entities behind its backends. A backend that is refused leads to no workload, and yet the
 * entities of the Service that it names must learn of the route: for those the Service's own entities count.
 */
export function createEntityIndex(model: TrafficModel): EntityIndex {
  const ownersOfService = serviceOwners(model.workloads);
  const workloads = groupByEntities(model.workloads, workload =>
    workload.claims.map(claim => claim.entityRef),
  );
  const routes = groupByEntities(model.routes, route =>
    route.backends.flatMap(backend =>
      backend.entities.length > 0
        ? backend.entities
        : [...(ownersOfService.get(refKey(backend.ref)) ?? [])],
    ),
  );
  const dependencies = groupByEntities(
    model.dependencies,
    dependency => dependency.entities,
  );
  const findings = groupByEntities(model.findings, finding => finding.entities);
  const problems = groupProblems(model.problems);
  const lists = [workloads, routes, dependencies, findings];
  return {
    factsOf: entityRef => {
      if (!lists.some(list => list.has(entityRef))) {
        return NOTHING;
      }
      const facts = {
        workloads: workloads.get(entityRef) ?? NOTHING.workloads,
        routes: routes.get(entityRef) ?? NOTHING.routes,
        dependencies: dependencies.get(entityRef) ?? NOTHING.dependencies,
        findings: findings.get(entityRef) ?? NOTHING.findings,
      };
      return { ...facts, problems: problemsOf(facts, problems) };
    },
  };
}

function serviceOwners(
  workloads: readonly Workload[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const { services, claims } of workloads) {
    for (const service of services) {
      const key = refKey(service);
      const known = owners.get(key) ?? new Set();
      claims.forEach(claim => known.add(claim.entityRef));
      owners.set(key, known);
    }
  }
  return owners;
}

function groupByEntities<T>(
  items: readonly T[],
  entitiesOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const entityRef of new Set(entitiesOf(item))) {
      const group = groups.get(entityRef);
      if (group) {
        group.push(item);
      } else {
        groups.set(entityRef, [item]);
      }
    }
  }
  return groups;
}
