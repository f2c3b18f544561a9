/**
 * The same answer for the same object as long as it lives, for what is derived from that object alone: objects of a snapshot,
 * and what was parsed of them, do not change.
 */
export function keepPerObject<K extends object, V extends object>(
  derive: (object: K) => V,
): (object: K) => V {
  const known = new WeakMap<K, V>();
  return object => {
    let value = known.get(object);
    if (value === undefined) {
      value = derive(object);
      known.set(object, value);
    }
    return value;
  };
}
