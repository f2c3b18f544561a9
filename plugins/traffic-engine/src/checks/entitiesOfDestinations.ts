import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';
import type { TrafficModel } from '../model/TrafficModel';

/** The entities that go to an object, or whose way out it declares; each once, sorted. */
export type EntitiesOfDestinations = (object: ObjectRef) => readonly string[];

/** Looks dependencies up by where they lead and by who wrote them down; made once per run of a check. */
export function createEntitiesOfDestinations({
  dependencies,
}: Pick<TrafficModel, 'dependencies'>): EntitiesOfDestinations {
  const byObject = new Map<string, Set<string>>();
  const add = (object: ObjectRef, entities: readonly string[]) => {
    const key = refKey(object);
    const known = byObject.get(key) ?? new Set<string>();
    byObject.set(key, known);
    entities.forEach(entity => known.add(entity));
  };
  for (const { entities, destination, evidence } of dependencies) {
    if (destination.kind === 'service') {
      add(destination.service, entities);
    }
    for (const { provenance } of evidence) {
      if (provenance) {
        add(provenance.object, entities);
      }
    }
  }
  return object => [...(byObject.get(refKey(object)) ?? [])].sort();
}
