import type {
  ClusterConnection,
  ClusterResponse,
  ClusterWatch,
  WatchTraits,
} from '@portolan/plugin-traffic-node';

/** A connection that can be exchanged under its readers, when a cluster moves or its credential is written anew. */
export class ReplaceableConnection implements ClusterConnection {
  #current: ClusterConnection;

  constructor(first: ClusterConnection) {
    this.#current = first;
  }

  get watchTraits(): WatchTraits {
    return this.#current.watchTraits;
  }

  get(
    path: string,
    options: { signal: AbortSignal; accept?: string },
  ): Promise<ClusterResponse> {
    return this.#current.get(path, options);
  }

  watch(path: string, options: { signal: AbortSignal }): Promise<ClusterWatch> {
    return this.#current.watch(path, options);
  }

  /** Reads go through the next connection from now on; the sockets of the one before are closed. */
  replace(next: ClusterConnection): void {
    const before = this.#current;
    this.#current = next;
    before.close();
  }

  close(): void {
    this.#current.close();
  }
}
