import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';

/**
 * A path to a field in the elements of managedFields: `f:spec`, `k:{"name":"x"}` for the item of a keyed list, `v:"x"` for
 * an item of a set.
 */
export type FieldPath = readonly string[];

const SEPARATOR = '\u0000';

/** The item of a keyed list as a path element; keys are in alphabetical order. */
export function keyElement(
  keys: readonly string[],
  item: unknown,
): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const values = [...keys]
    .sort()
    .map((key): [string, unknown] => [key, item[key]]);
  return values.some(([, value]) => value === undefined)
    ? undefined
    : `k:${JSON.stringify(Object.fromEntries(values))}`;
}

/** An item of a set as a path element. */
export function valueElement(item: unknown): string {
  return `v:${JSON.stringify(item)}`;
}

/** A set of fields, as managers own them; it is never changed. */
export class FieldSet {
  readonly #paths: ReadonlyMap<string, FieldPath>;

  constructor(paths: Iterable<FieldPath> = []) {
    this.#paths = new Map([...paths].map(path => [path.join(SEPARATOR), path]));
  }

  /** Reads `fieldsV1`. */
  static parse(fields: JsonObject): FieldSet {
    const paths: FieldPath[] = [];
    const read = (node: JsonObject, path: FieldPath) => {
      const children = Object.entries(node).filter(([key]) => key !== '.');
      if (path.length > 0 && ('.' in node || children.length === 0)) {
        paths.push(path);
      }
      for (const [key, child] of children) {
        if (isJsonObject(child)) read(child, [...path, key]);
      }
    };
    read(fields, []);
    return new FieldSet(paths);
  }

  /** Writes `fieldsV1`: a field that is owned and has owned fields inside carries a dot. */
  render(): JsonObject {
    const root: JsonObject = {};
    const inner = new Set<string>();
    for (const path of this.#paths.values()) {
      for (let length = 1; length < path.length; length++) {
        inner.add(path.slice(0, length).join(SEPARATOR));
      }
    }
    for (const [key, path] of [...this.#paths].sort(([a], [b]) =>
      a < b ? -1 : 1,
    )) {
      let node = root;
      for (const element of path) {
        const next = node[element];
        const child: JsonObject = isJsonObject(next) ? next : {};
        node[element] = child;
        node = child;
      }
      if (inner.has(key)) node['.'] = {};
    }
    return root;
  }

  get isEmpty(): boolean {
    return this.#paths.size === 0;
  }

  paths(): FieldPath[] {
    return [...this.#paths.values()];
  }

  has(path: FieldPath): boolean {
    return this.#paths.has(path.join(SEPARATOR));
  }

  union(other: FieldSet): FieldSet {
    return new FieldSet([...this.paths(), ...other.paths()]);
  }

  difference(other: FieldSet): FieldSet {
    return this.filter(path => !other.has(path));
  }

  intersection(other: FieldSet): FieldSet {
    return this.filter(path => other.has(path));
  }

  filter(keep: (path: FieldPath) => boolean): FieldSet {
    return new FieldSet(this.paths().filter(keep));
  }
}

/** A path in the words of conflict messages: `.spec.listeners[name="http"].port`. */
export function describeFieldPath(path: FieldPath): string {
  return path
    .map(element => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys: unknown = JSON.parse(rest);
      const parts = isJsonObject(keys)
        ? Object.entries(keys).map(
            ([key, value]) => `${key}=${JSON.stringify(value)}`,
          )
        : [];
      return `[${parts.join(',')}]`;
    })
    .join('');
}
