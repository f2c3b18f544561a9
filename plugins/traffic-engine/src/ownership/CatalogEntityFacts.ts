/** What the engine knows of a catalog entity: its reference in lower case, its annotations, and whom it belongs to. */
export interface CatalogEntityFacts {
  readonly entityRef: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly string[];
}
