import type { KubeObject } from '../model/KubeObject';
import type {
  ResourceRegistry,
  ServedResource,
} from '../model/ResourceRegistry';
import type { ResourceType } from '../model/ResourceType';
import { notFound } from '../server/StatusError';
import type { ObjectStore } from '../storage/ObjectStore';

/** Keeps the rule that an object is in a namespace that exists. */
export class Namespaces {
  constructor(
    private readonly options: {
      store: ObjectStore;
      registry: ResourceRegistry;
    },
  ) {}

  /** Whether a kind is Namespace itself. */
  isNamespace(type: ResourceType): boolean {
    return type.group === '' && type.kind === 'Namespace';
  }

  /** @throws StatusError 404 when a namespaced object is to be written to a namespace that is not there */
  check(type: ResourceType, namespace: string | undefined): void {
    if (!type.namespaced || namespace === undefined) return;
    const { type: own } = this.#served();
    if (!this.options.store.collection(own).get(namespace)) {
      throw notFound(own, namespace);
    }
  }

  /** Makes a namespace that is missing, through `put`. */
  ensure(
    name: string,
    put: (served: ServedResource, object: KubeObject) => void,
  ): void {
    const served = this.#served();
    if (this.options.store.collection(served.type).get(name)) return;
    put(served, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  /** Removes everything in a namespace. */
  empty(namespace: string): void {
    const { store, registry } = this.options;
    for (const type of registry.list()) {
      if (!type.namespaced) continue;
      for (const stored of store.collection(type).sorted()) {
        if (stored.namespace === namespace) store.delete(type, stored);
      }
    }
  }

  #served(): ServedResource {
    const type = this.options.registry.findByGroupKind({
      group: '',
      kind: 'Namespace',
    });
    if (!type) {
      throw new Error(
        'The kind Namespace is not defined, but every cluster has namespaces: define it among the resource types.',
      );
    }
    return { type, version: 'v1' };
  }
}
