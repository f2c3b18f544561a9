import type { KubeObject } from './KubeObject';

/**
 * Reads of each object once what follows from that object alone: objects never change, and between two resolutions nearly all
 * stay the same. What was read is forgotten with its object.
 */
export function readOnce<T extends object>(
  read: (object: KubeObject) => T,
): (object: KubeObject) => T {
  const known = new WeakMap<KubeObject, T>();
  return object => {
    let facts = known.get(object);
    if (!facts) {
      facts = read(object);
      known.set(object, facts);
    }
    return facts;
  };
}
