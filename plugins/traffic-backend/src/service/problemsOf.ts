import type {
  LayerVerdict,
  ObjectProblem,
  ObjectRef,
} from '@portolan/plugin-traffic-common';
import { refKey } from '@portolan/plugin-traffic-engine';
import type { EntityFacts } from './EntityIndex';

/** Problems by the object that they are about. */
export type ProblemsByObject = ReadonlyMap<string, readonly ObjectProblem[]>;

/** The problems of a model, to look up those of an object. */
export function groupProblems(
  problems: readonly ObjectProblem[],
): ProblemsByObject {
  const groups = new Map<string, ObjectProblem[]>();
  for (const problem of problems) {
    const key = refKey(problem.object);
    const group = groups.get(key);
    if (group) {
      group.push(problem);
    } else {
      groups.set(key, [problem]);
    }
  }
  return groups;
}

/**
 * What could not be read of the objects that an entity's facts rest on: its workloads and Services, the policies that select
 * them, its routes with what is attached to them, and what its dependencies were read from. Gateways and the policies at a
 * destination are somebody else's, and their problems are not told here.
 */
export function problemsOf(
  facts: Omit<EntityFacts, 'problems'>,
  problems: ProblemsByObject,
): readonly ObjectProblem[] {
  const keys = new Set<string>();
  if (problems.size > 0) {
    for (const object of ownObjects(facts)) {
      keys.add(refKey(object));
    }
  }
  return [...keys].sort().flatMap(key => problems.get(key) ?? []);
}

function* ownObjects({
  workloads,
  routes,
  dependencies,
}: Omit<EntityFacts, 'problems'>): Generator<ObjectRef> {
  for (const { ref, services, isolation } of workloads) {
    yield ref;
    yield* services;
    yield* objectsOf(isolation?.egress.layers ?? []);
    yield* objectsOf(isolation?.ingress.layers ?? []);
  }
  for (const { object, policies, notInterpreted } of routes) {
    yield object;
    yield* policies.map(({ setBy }) => setBy.object);
    yield* (notInterpreted ?? []).map(at => at.object);
  }
  for (const { evidence, permitted, tls } of dependencies) {
    for (const { provenance } of evidence) {
      if (provenance) {
        yield provenance.object;
      }
    }
    yield* objectsOf(
      permitted.layers.filter(({ direction }) => direction === 'egress'),
    );
    if (tls) {
      yield tls.provenance.object;
    }
  }
}

function objectsOf(layers: readonly LayerVerdict[]): ObjectRef[] {
  return layers.flatMap(({ rules }) => rules.map(({ object }) => object));
}
