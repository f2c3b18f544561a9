import type { StoredObject } from './StoredObject';

const MAX_SNAPSHOTS = 200;

/**
 * The states that unfinished paged lists are cut from, so that all pages of one list show one revision. The oldest are
 * dropped first; a list whose state is gone is answered with 410.
 */
export class PageSnapshots {
  readonly #snapshots = new Map<string, readonly StoredObject[]>();

  keep(
    resource: string,
    revision: number,
    objects: readonly StoredObject[],
  ): void {
    const id = `${resource}@${revision}`;
    this.#snapshots.delete(id);
    this.#snapshots.set(id, objects);
    if (this.#snapshots.size > MAX_SNAPSHOTS) {
      const [oldest] = this.#snapshots.keys();
      this.#snapshots.delete(oldest);
    }
  }

  find(
    resource: string,
    revision: number,
  ): readonly StoredObject[] | undefined {
    return this.#snapshots.get(`${resource}@${revision}`);
  }

  clear(): void {
    this.#snapshots.clear();
  }
}
