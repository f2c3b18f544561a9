import type { StoreEvent } from '../storage/Collection';
import type { ObjectStore } from '../storage/ObjectStore';
import { resourceFromCrd } from './resourceFromCrd';
import type { ResourceRegistry } from './ResourceRegistry';
import { qualifiedName } from './ResourceType';

const CRD = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
};

/** Serves the kinds of the CustomResourceDefinitions in the store, and stops serving them when these are deleted. */
export class CrdWatcher {
  readonly stop: () => void;

  constructor(
    private readonly options: {
      store: ObjectStore;
      registry: ResourceRegistry;
      log: (line: string) => void;
    },
  ) {
    this.stop = options.store
      .collection(CRD)
      .subscribe(event => this.#follow(event));
  }

  #follow({ type, object }: StoreEvent): void {
    const { registry, store, log } = this.options;
    try {
      const defined = resourceFromCrd(object.object);
      if (type !== 'DELETED') {
        registry.define(defined);
        return;
      }
      registry.undefine(qualifiedName(defined));
      for (const stored of store.collection(defined).sorted()) {
        store.delete(defined, stored);
      }
    } catch (error) {
      log(
        `The CustomResourceDefinition ${object.name} is not served: ${
          error instanceof Error ? error.message : String(error)
        }`,
      );
    }
  }
}
