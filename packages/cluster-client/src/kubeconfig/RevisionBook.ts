/** Numbers the states of clusters: the number changes when the facts do, and tells nothing about them. */
export class RevisionBook {
  readonly #known = new Map<string, { facts: string; revision: number }>();

  /** The revision of a cluster whose address, trust and credential are as the facts say. */
  of(cluster: string, facts: unknown): string {
    const text = JSON.stringify(facts);
    const known = this.#known.get(cluster);
    const revision =
      known?.facts === text ? known.revision : (known?.revision ?? 0) + 1;
    this.#known.set(cluster, { facts: text, revision });
    return String(revision);
  }
}
