import { compareText } from './compareText';
import { groupBy } from './groupBy';
import type { KubeObject } from './KubeObject';

/** The objects of one kind, sorted and found by name; each namespace only once somebody asks about it. */
export interface KindTable {
  /** By namespace, then by name. */
  all(): readonly KubeObject[];
  inNamespace(namespace: string): readonly KubeObject[];
  get(namespace: string, name: string): KubeObject | undefined;
}

const NO_OBJECTS: readonly KubeObject[] = [];

export function createKindTable(objects: readonly KubeObject[]): KindTable {
  const groups = groupBy(objects, object => object.metadata.namespace ?? '');
  const sortedGroups = new Map<string, readonly KubeObject[]>();
  const named = new Map<string, ReadonlyMap<string, KubeObject>>();
  let all: readonly KubeObject[] | undefined;
  const inNamespace = (namespace: string): readonly KubeObject[] => {
    let sorted = sortedGroups.get(namespace);
    if (!sorted) {
      sorted = sortByName(groups.get(namespace) ?? NO_OBJECTS);
      sortedGroups.set(namespace, sorted);
    }
    return sorted;
  };
  return {
    inNamespace,
    all: () => {
      all ??= [...groups.keys()].sort(compareText).flatMap(inNamespace);
      return all;
    },
    get: (namespace, name) => {
      let names = named.get(namespace);
      if (!names) {
        names = byName(groups.get(namespace) ?? NO_OBJECTS);
        named.set(namespace, names);
      }
      return names.get(name);
    },
  };
}

/** Of namesakes, which only files can hold, the last counts. */
function byName(
  objects: readonly KubeObject[],
): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map(object => [object.metadata.name, object]));
}

/** An API server lists objects in their order, so there is seldom something to do. */
function sortByName(objects: readonly KubeObject[]): readonly KubeObject[] {
  const isSorted = objects.every(
    (object, position) =>
      position === 0 ||
      objects[position - 1].metadata.name <= object.metadata.name,
  );
  return isSorted
    ? objects
    : [...objects].sort((a, b) =>
        compareText(a.metadata.name, b.metadata.name),
      );
}
