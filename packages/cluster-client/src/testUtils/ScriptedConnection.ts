import {
  ConnectionProblemError,
  type ClusterConnection,
  type ClusterResponse,
  type ClusterWatch,
  type WatchTraits,
} from '@portolan/plugin-traffic-node';

/** One watch that the test drives: it sends lines, ends it or breaks it. */
class ScriptedWatch {
  readonly path: string;
  readonly #lines: string[] = [];
  #ending: 'ended' | 'broken' | undefined;
  #wake: () => void = () => {};

  constructor(path: string, signal: AbortSignal) {
    this.path = path;
    signal.addEventListener('abort', () => this.break(), { once: true });
  }

  send(...events: object[]): void {
    this.sendLine(...events.map(event => JSON.stringify(event)));
  }

  sendLine(...lines: string[]): void {
    this.#lines.push(...lines);
    this.#wake();
  }

  end(): void {
    this.#ending ??= 'ended';
    this.#wake();
  }

  break(): void {
    this.#ending ??= 'broken';
    this.#wake();
  }

  async *lines(): AsyncGenerator<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) {
        yield line;
      } else if (this.#ending === 'ended') {
        return;
      } else if (this.#ending === 'broken') {
        throw unreachable();
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}

export function unreachable(): ConnectionProblemError {
  return new ConnectionProblemError({
    reason: 'unreachable',
    message: 'The API server refuses connections (ECONNREFUSED).',
  });
}

type Answer = ClusterResponse | Error;

/** A cluster without a server: the test says what each request is answered, and drives the watches. */
export class ScriptedConnection implements ClusterConnection {
  readonly watchTraits: WatchTraits;
  /** The paths asked for, watches included. */
  readonly asked: string[] = [];
  readonly watches: ScriptedWatch[] = [];
  closed = false;
  /** Answers a GET; may be replaced while the test runs. */
  onGet: (path: string) => Answer;
  /** Answers a watch; undefined accepts it. */
  onWatch: (path: string) => Answer | undefined = () => undefined;

  constructor(
    onGet: (path: string) => Answer,
    watchTraits: Partial<WatchTraits> = {},
  ) {
    this.onGet = onGet;
    this.watchTraits = {
      answersLate: false,
      timeoutSeconds: { min: 300, max: 300 },
      ...watchTraits,
    };
  }

  get lastWatch(): ScriptedWatch {
    const watch = this.watches.at(-1);
    if (!watch) {
      throw new Error('No watch was opened.');
    }
    return watch;
  }

  async get(path: string): Promise<ClusterResponse> {
    this.asked.push(path);
    const given = this.onGet(path);
    if (given instanceof Error) {
      throw given;
    }
    return given;
  }

  async watch(
    path: string,
    options: { signal: AbortSignal },
  ): Promise<ClusterWatch> {
    this.asked.push(path);
    const given = this.onWatch(path);
    if (given instanceof Error) {
      throw given;
    }
    if (given) {
      return { accepted: false, response: given };
    }
    const watch = new ScriptedWatch(path, options.signal);
    this.watches.push(watch);
    return { accepted: true, lines: watch.lines() };
  }

  close(): void {
    this.closed = true;
  }
}

/** An answer as it comes off the wire. */
export function answer(
  status: number,
  body: unknown = {},
  retryAfterMs?: number,
): ClusterResponse {
  return {
    status,
    retryAfterMs,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** A list of Services by name. */
export function serviceList(
  names: readonly string[],
  resourceVersion = '10',
): ClusterResponse {
  return answer(200, {
    kind: 'ServiceList',
    apiVersion: 'v1',
    metadata: { resourceVersion },
    items: names.map(name => ({
      metadata: { name, namespace: 'shop', resourceVersion },
      spec: {},
    })),
  });
}

/** Aggregated discovery that serves these resources. */
export function discoveryOf(
  served: ReadonlyArray<{ group: string; version: string; plural: string }>,
): (path: string) => ClusterResponse | undefined {
  return path => {
    if (path !== '/api' && path !== '/apis') {
      return undefined;
    }
    return answer(200, {
      kind: 'APIGroupDiscoveryList',
      items: served
        .filter(({ group }) => (group === '') === (path === '/api'))
        .map(({ group, version, plural }) => ({
          metadata: group === '' ? {} : { name: group },
          versions: [
            {
              version,
              resources: [{ resource: plural, verbs: ['list', 'watch'] }],
            },
          ],
        })),
    });
  };
}
