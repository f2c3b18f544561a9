import type { KubeObject } from '../model/KubeObject';
import { qualifiedName } from '../model/ResourceType';
import type { ResourceType } from '../model/ResourceType';
import { Collection } from './Collection';
import { PageSnapshots } from './PageSnapshots';
import { storageKey, StoredObject } from './StoredObject';

/** Where the revisions start: they must grow from one life of the process to the next, as etcd's do. */
const REVISION_EPOCH_MS = Date.UTC(2024, 0, 1);

/**
 * All objects of the cluster under one revision counter, as etcd keeps them. It knows nothing of validation, defaults or
 * rights: what is put in is what is served.
 */
export class ObjectStore {
  readonly #collections = new Map<string, Collection>();
  readonly snapshots = new PageSnapshots();
  #revision: number;

  constructor(options: { now: () => number }) {
    this.#revision = Math.floor((options.now() - REVISION_EPOCH_MS) / 1000);
  }

  /** The revision of the last write. */
  get revision(): number {
    return this.#revision;
  }

  collection(type: Pick<ResourceType, 'group' | 'plural'>): Collection {
    const name = qualifiedName(type);
    const existing = this.#collections.get(name);
    if (existing) return existing;
    const created = new Collection(this.#revision);
    this.#collections.set(name, created);
    return created;
  }

  /** Writes an object under a new resource version and returns it as stored. */
  put(type: ResourceType, object: KubeObject): StoredObject {
    const { namespace, name = '' } = object.metadata;
    const stored = this.#stamp(storageKey(namespace, name), object);
    this.collection(type).put(stored);
    return stored;
  }

  /** Removes an object; its last state carries the resource version of the deletion. */
  delete(type: ResourceType, stored: StoredObject): StoredObject {
    const last = this.#stamp(stored.key, stored.object);
    this.collection(type).delete(last);
    return last;
  }

  /** Forgets all history, so that every resource version handed out before is too old to watch or page from. */
  compact(): void {
    this.#revision += 1;
    for (const collection of this.#collections.values()) {
      collection.compact(this.#revision);
    }
    this.snapshots.clear();
  }

  #stamp(key: string, object: KubeObject): StoredObject {
    this.#revision += 1;
    const stamped: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(this.#revision),
      },
    };
    return new StoredObject(key, stamped, this.#revision);
  }
}
