import type {
  ControllerVerdict,
  ObjectRef,
  Route,
} from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';

/** Of each list of routes, the entities of its objects, in no order: thirty checks ask for them of the same model. */
const entitiesOfRoutes = new WeakMap<
  readonly Route[],
  ReadonlyMap<string, ReadonlySet<string>>
>();

/**
 * The entities behind all routes that one object makes, sorted: those that trouble with the object concerns. The routes are
 * looked through at the first question, and once for all who ask of the same list.
 */
export function entitiesByObject(
  routes: readonly Route[],
): (object: ObjectRef) => readonly string[] {
  return object => {
    const found = entitiesOfRoutes.get(routes) ?? collectEntities(routes);
    entitiesOfRoutes.set(routes, found);
    return [...(found.get(refKey(object)) ?? [])].sort();
  };
}

function collectEntities(
  routes: readonly Route[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const route of routes) {
    const key = refKey(route.object);
    const entities = found.get(key) ?? new Set();
    found.set(key, entities);
    for (const backend of route.backends) {
      backend.entities.forEach(entity => entities.add(entity));
    }
  }
  return found;
}

/** Whether the controller says of the object's current generation that the condition is true. */
export function saysTrue(reported: ControllerVerdict, type: string): boolean {
  return (
    reported.state === 'reported' &&
    reported.conditions.some(
      condition => condition.type === type && condition.status === 'True',
    )
  );
}

/** Whether the controller says of the object's current generation that the condition is false. */
export function saysFalse(reported: ControllerVerdict, type: string): boolean {
  return (
    reported.state === 'reported' &&
    reported.conditions.some(
      condition => condition.type === type && condition.status === 'False',
    )
  );
}
