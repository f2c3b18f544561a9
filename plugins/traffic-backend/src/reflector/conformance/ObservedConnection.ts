import type {
  ClusterConnection,
  ClusterResponse,
  ClusterWatch,
  WatchTraits,
} from '@portolan/plugin-traffic-node';

/** What went over a connection: a request that was sent, or a line of a watch. */
export interface Traffic {
  readonly what: 'get' | 'watch' | 'line';
  readonly path: string;
  readonly line?: string;
}

/** A connection that tells what goes over it, so that a test can wait for a request or a bookmark instead of sleeping. */
export class ObservedConnection implements ClusterConnection {
  readonly #inner: ClusterConnection;
  readonly #log: Traffic[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(inner: ClusterConnection) {
    this.#inner = inner;
  }

  get watchTraits(): WatchTraits {
    return this.#inner.watchTraits;
  }

  get log(): readonly Traffic[] {
    return this.#log;
  }

  /** Resolves with the first entry from `from` on that fits, as soon as there is one. */
  seen(
    fits: (entry: Traffic) => boolean,
    from = this.#log.length,
  ): Promise<Traffic> {
    return new Promise(resolve => {
      const look = () => {
        const found = this.#log.slice(from).find(fits);
        if (found) {
          this.#waiting.delete(look);
          resolve(found);
        }
      };
      this.#waiting.add(look);
      look();
    });
  }

  async get(
    path: string,
    options: { signal: AbortSignal; accept?: string },
  ): Promise<ClusterResponse> {
    this.#record({ what: 'get', path });
    return this.#inner.get(path, options);
  }

  async watch(
    path: string,
    options: { signal: AbortSignal },
  ): Promise<ClusterWatch> {
    this.#record({ what: 'watch', path });
    const watch = await this.#inner.watch(path, options);
    return watch.accepted
      ? { accepted: true, lines: this.#observe(path, watch.lines) }
      : watch;
  }

  close(): void {
    this.#inner.close();
  }

  async *#observe(
    path: string,
    lines: AsyncIterable<string>,
  ): AsyncGenerator<string> {
    for await (const line of lines) {
      yield line;
      this.#record({ what: 'line', path, line });
    }
  }

  #record(entry: Traffic): void {
    this.#log.push(entry);
    for (const look of [...this.#waiting]) {
      look();
    }
  }
}
