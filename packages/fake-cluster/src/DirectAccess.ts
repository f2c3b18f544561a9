import type { KubeObject, ObjectRef } from './model/KubeObject';
import type {
  ResourceRegistry,
  ServedResource,
} from './model/ResourceRegistry';
import type { ResourceType } from './model/ResourceType';
import type { ObjectStore } from './storage/ObjectStore';
import { storageKey } from './storage/StoredObject';
import type { ObjectWriter } from './write/ObjectWriter';
import { parseKubeObject } from './write/decodeObject';

/** Reads and writes objects past HTTP, validation and rights: for fixtures, tests and benchmarks. */
export class DirectAccess {
  constructor(
    private readonly options: {
      store: ObjectStore;
      registry: ResourceRegistry;
      writer: ObjectWriter;
    },
  ) {}

  /** Puts an object as it is. @throws Error when its kind is unknown or it has no name */
  apply(value: unknown): KubeObject {
    const object = parseKubeObject(value);
    const served = this.#servedKind(object);
    if (!object.metadata.name) {
      throw new Error(
        `A ${object.kind} has no metadata.name; objects that are put directly need one.`,
      );
    }
    return this.options.writer.replace(served, object).object;
  }

  remove(ref: ObjectRef): void {
    const type = this.#typeOf(ref);
    const stored = this.options.store
      .collection(type)
      .get(this.#keyOf(type, ref));
    if (!stored) return;
    this.options.writer.delete(
      {
        served: { type, version: type.versions[0].name },
        namespace: stored.object.metadata.namespace,
        name: stored.name,
      },
      { dryRun: false },
    );
  }

  get(ref: ObjectRef): KubeObject | undefined {
    const type = this.#typeOf(ref);
    return this.options.store.collection(type).get(this.#keyOf(type, ref))
      ?.object;
  }

  list(kind: {
    group?: string;
    kind: string;
    namespace?: string;
  }): KubeObject[] {
    return this.options.store
      .collection(this.#typeOf(kind))
      .sorted()
      .map(stored => stored.object)
      .filter(
        object =>
          kind.namespace === undefined ||
          object.metadata.namespace === kind.namespace,
      );
  }

  #keyOf(type: ResourceType, ref: ObjectRef): string {
    return storageKey(
      type.namespaced ? ref.namespace ?? 'default' : undefined,
      ref.name,
    );
  }

  #typeOf(ref: { group?: string; kind: string }): ResourceType {
    const { group = '', kind } = ref;
    const type = this.options.registry.findByGroupKind({ group, kind });
    if (!type) {
      throw new Error(
        `The cluster does not know the kind ${kind} of group "${group}". Add its CustomResourceDefinition.`,
      );
    }
    return type;
  }

  #servedKind(object: KubeObject): ServedResource {
    const served = this.options.registry.findKind(object);
    if (!served) {
      throw new Error(
        `The cluster does not know the kind ${object.kind} of ${object.apiVersion}. Add its CustomResourceDefinition before objects of that kind.`,
      );
    }
    return served;
  }
}
