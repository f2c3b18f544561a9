import type { KubeObject } from '../model/KubeObject';

/**
 * One object at one resource version. It is never changed after construction, so its JSON is built once and shared by
 * every list, watch and page that shows it.
 */
export class StoredObject {
  readonly #fields: string;

  constructor(
    readonly key: string,
    readonly object: KubeObject,
    readonly revision: number,
  ) {
    const { apiVersion: _apiVersion, kind: _kind, ...fields } = object;
    this.#fields = JSON.stringify(fields).slice(1);
  }

  get namespace(): string {
    return this.object.metadata.namespace ?? '';
  }

  get name(): string {
    return this.object.metadata.name ?? '';
  }

  /** The JSON without kind and apiVersion, as the items of a built-in kind's list are written. */
  bareJson(): string {
    return `{${this.#fields}`;
  }

  /** The whole JSON in the given version. */
  json(type: { apiVersion: string; kind: string }): string {
    return `{"apiVersion":"${type.apiVersion}","kind":"${type.kind}",${
      this.#fields
    }`;
  }
}

/** The key that orders the objects of a kind: `namespace/name`, or just the name without a namespace. */
export function storageKey(namespace: string | undefined, name: string) {
  return namespace ? `${namespace}/${name}` : name;
}
