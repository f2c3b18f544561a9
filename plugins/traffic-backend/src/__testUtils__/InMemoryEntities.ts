import type { CatalogEntityFacts } from '@portolan/plugin-traffic-engine';
import type { EntitySource } from '../catalog/EntityDirectory';

/** The catalog's facts as a test states them. */
export class InMemoryEntities implements EntitySource {
  readonly #listeners = new Set<() => void>();
  entities: readonly CatalogEntityFacts[] = [];
  known = false;
  refreshesAsked = 0;

  set(entities: readonly CatalogEntityFacts[]): void {
    this.entities = entities;
    this.known = true;
    this.#listeners.forEach(listener => listener());
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refreshSoon(): void {
    this.refreshesAsked += 1;
  }
}
