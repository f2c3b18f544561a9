import type { KubeObject } from './KubeObject';

/**
 * Reads of each object, or of a part that was parsed of one, once what follows from that alone: objects never change, and between
 * two resolutions nearly all stay the same. What was read is forgotten with its object.
 */
export function readOnce<T extends object, K extends object = KubeObject>(
  read: (object: K) => T,
): (object: K) => T {
  const known = new WeakMap<K, T>();
  return object => {
    let facts = known.get(object);
    if (!facts) {
      facts = read(object);
      known.set(object, facts);
    }
    return facts;
  };
}
