import { groupOf, versionOf } from './KubeObject';
import { qualifiedName } from './ResourceType';
import type { ResourceType } from './ResourceType';

/** A kind together with the version in which it was asked for. */
export interface ServedResource {
  type: ResourceType;
  version: string;
}

/**
 * The kinds that the cluster serves now. Later definitions of a kind replace earlier ones; a kind that is switched off
 * keeps its objects but is neither discovered nor served.
 */
export class ResourceRegistry {
  readonly #types = new Map<string, ResourceType>();
  readonly #absent = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #generation = 0;

  constructor(types: Iterable<ResourceType>) {
    for (const type of types) this.#types.set(qualifiedName(type), type);
  }

  /** Grows with every change, so that discovery documents can carry an ETag. */
  get generation(): number {
    return this.#generation;
  }

  /** The served kinds, ordered by group and name. */
  list(): readonly ResourceType[] {
    return [...this.#types.values()]
      .filter(type => !this.#absent.has(qualifiedName(type)))
      .sort((a, b) => compare(a.group, b.group) || compare(a.plural, b.plural));
  }

  find(resource: {
    group: string;
    version: string;
    plural: string;
  }): ServedResource | undefined {
    const type = this.#types.get(qualifiedName(resource));
    return type &&
      this.isServed(type) &&
      type.versions.some(version => version.name === resource.version)
      ? { type, version: resource.version }
      : undefined;
  }

  /** The kind of an object, also while it is switched off, so that fixtures can go on changing it. */
  findKind(object: {
    apiVersion: string;
    kind: string;
  }): ServedResource | undefined {
    const group = groupOf(object.apiVersion);
    const version = versionOf(object.apiVersion);
    const type = this.findByGroupKind({ group, kind: object.kind });
    return type?.versions.some(candidate => candidate.name === version)
      ? { type, version }
      : undefined;
  }

  findByGroupKind(ref: {
    group: string;
    kind: string;
  }): ResourceType | undefined {
    return [...this.#types.values()].find(
      type => type.group === ref.group && type.kind === ref.kind,
    );
  }

  isServed(type: ResourceType): boolean {
    const name = qualifiedName(type);
    return this.#types.has(name) && !this.#absent.has(name);
  }

  define(type: ResourceType): void {
    this.#types.set(qualifiedName(type), type);
    this.#changed();
  }

  undefine(qualified: string): void {
    if (this.#types.delete(qualified)) this.#changed();
  }

  /** Switches a kind off, by its plural or its qualified name. */
  hide(name: string): void {
    for (const qualified of this.#namesOf(name)) this.#absent.add(qualified);
    this.#changed();
  }

  /** Serves a kind again that was switched off. */
  show(name: string): void {
    for (const qualified of this.#namesOf(name)) this.#absent.delete(qualified);
    this.#changed();
  }

  /** Calls the listener after each change of what is served. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #namesOf(name: string): string[] {
    const matching = [...this.#types.values()]
      .filter(type => qualifiedName(type) === name || type.plural === name)
      .map(qualifiedName);
    return matching.length ? matching : [name];
  }

  #changed(): void {
    this.#generation += 1;
    for (const listener of this.#listeners) listener();
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
