import { StoredObject } from './StoredObject';

/** One change of one object, with its state before, which selectors need to tell leaving from never having matched. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  /** For DELETED: the last state, at the revision of the deletion. */
  object: StoredObject;
  previous?: StoredObject;
}

const MAX_HISTORY = 20_000;

/** The objects of one kind, in key order, with the history that watches resume from. */
export class Collection {
  readonly #objects = new Map<string, StoredObject>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  #history: StoreEvent[] = [];
  #oldestRevision: number;
  #sortedKeys: string[] | undefined;
  #sorted: readonly StoredObject[] | undefined;

  constructor(revision: number) {
    this.#oldestRevision = revision;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  get size(): number {
    return this.#objects.size;
  }

  /** All objects in key order; the array is never changed, so that it serves as the snapshot that pages are cut from. */
  sorted(): readonly StoredObject[] {
    if (!this.#sorted) {
      this.#sortedKeys ??= [...this.#objects.keys()].sort();
      this.#sorted = this.#sortedKeys.flatMap(
        key => this.#objects.get(key) ?? [],
      );
    }
    return this.#sorted;
  }

  /** Puts an object in place of the one with its key, and tells the watches. */
  put(object: StoredObject): void {
    const previous = this.#objects.get(object.key);
    this.#objects.set(object.key, object);
    if (!previous) this.#sortedKeys = undefined;
    this.#record({
      type: previous ? 'MODIFIED' : 'ADDED',
      revision: object.revision,
      object,
      previous,
    });
  }

  /** Takes an object out; `last` is its last state at the revision of the deletion. */
  delete(last: StoredObject): void {
    const previous = this.#objects.get(last.key);
    this.#objects.delete(last.key);
    this.#sortedKeys = undefined;
    this.#record({
      type: 'DELETED',
      revision: last.revision,
      object: last,
      previous,
    });
  }

  /** The changes after a revision, or undefined when they are no longer known. */
  eventsSince(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.#oldestRevision) return undefined;
    const first = this.#history.findIndex(event => event.revision > revision);
    return first < 0 ? [] : this.#history.slice(first);
  }

  /** The oldest revision from which a watch can resume. */
  get oldestRevision(): number {
    return this.#oldestRevision;
  }

  /** Forgets the changes up to a revision. */
  compact(revision: number): void {
    this.#oldestRevision = revision;
    this.#history = this.#history.filter(event => event.revision > revision);
  }

  /** Calls the listener for each change from now on, until the returned function is called. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #record(event: StoreEvent): void {
    this.#sorted = undefined;
    this.#history.push(event);
    if (this.#history.length > MAX_HISTORY) {
      const forgotten = this.#history.splice(0, MAX_HISTORY / 2);
      this.#oldestRevision = forgotten[forgotten.length - 1].revision;
    }
    for (const listener of [...this.#listeners]) listener(event);
  }
}
