/** Values by namespace and name: two look-ups by texts that are there already cost less than one by a text made for it. */
export class ByName<T> {
  readonly #namespaces = new Map<string, Map<string, T>>();

  get(namespace: string, name: string): T | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set(namespace: string, name: string, value: T): void {
    const names = this.#namespaces.get(namespace);
    if (names) {
      names.set(name, value);
    } else {
      this.#namespaces.set(namespace, new Map([[name, value]]));
    }
  }
}
