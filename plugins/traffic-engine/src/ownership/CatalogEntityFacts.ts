/** What the engine knows of a catalog entity: its reference in lower case, its annotations, whom it belongs to, what it uses. */
export interface CatalogEntityFacts {
  readonly entityRef: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly string[];
  /** References of the entities and APIs that it says it uses (`dependsOn`, `consumesApis`). */
  readonly uses?: readonly string[];
  /** References of the APIs that it says it provides. */
  readonly provides?: readonly string[];
  /** Hosts that it says are its own, in lower case; `*.` stands for one label. */
  readonly hosts?: readonly string[];
  /** Of an API: the hosts that its definition names as servers. */
  readonly apiHosts?: readonly string[];
}
