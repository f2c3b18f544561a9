import { qualifiedName } from '../model/ResourceType';
import type { RequestInfo } from './requestInfo';

/** One request as it came in. */
export interface LoggedRequest {
  verb: string;
  /** Qualified name of the kind; absent for discovery, /version and the like. */
  resource?: string;
  path: string;
  query: string;
  /** `system:anonymous` without a token, empty with one that nobody has. */
  user: string;
}

/** Narrows a count; `resource` is a plural or a qualified name. */
export interface RequestFilter {
  verb?: string;
  resource?: string;
  user?: string;
  path?: string;
}

/** A watch that is open now. */
export interface OpenWatch {
  resource: string;
  namespace?: string;
  user: string;
  /** The events and bookmarks written so far. */
  lines: number;
}

function fits(request: LoggedRequest, filter: RequestFilter): boolean {
  return (
    (filter.verb === undefined || filter.verb === request.verb) &&
    (filter.user === undefined || filter.user === request.user) &&
    (filter.path === undefined || filter.path === request.path) &&
    (filter.resource === undefined ||
      filter.resource === request.resource ||
      request.resource?.split('.')[0] === filter.resource)
  );
}

/** What clients have asked of the cluster, for tests and benchmarks. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  readonly #waiting = new Set<(request: LoggedRequest) => void>();
  readonly #watches: () => readonly OpenWatch[];

  constructor(options: { openWatches: () => readonly OpenWatch[] }) {
    this.#watches = options.openWatches;
  }

  /** How many requests fit; all of them without a filter. */
  count(filter: RequestFilter = {}): number {
    return this.#requests.filter(request => fits(request, filter)).length;
  }

  /** Counts by `verb resource`, for instance `list httproutes.gateway.networking.k8s.io`, or `get /apis`. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { verb, resource, path } of this.#requests) {
      const key = `${verb} ${resource ?? path}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** The requests since the last reset, oldest first. */
  list(): readonly LoggedRequest[] {
    return [...this.#requests];
  }

  /** The watches open now. */
  get openWatches(): readonly OpenWatch[] {
    return this.#watches();
  }

  /** Resolves with the next request that fits, so that tests need not poll. */
  next(filter: RequestFilter = {}): Promise<LoggedRequest> {
    return new Promise(resolve => {
      const listener = (request: LoggedRequest) => {
        if (!fits(request, filter)) return;
        this.#waiting.delete(listener);
        resolve(request);
      };
      this.#waiting.add(listener);
    });
  }

  /** Forgets all requests; open watches stay open. */
  reset(): void {
    this.#requests = [];
  }

  record(info: RequestInfo, user: string): void {
    const request: LoggedRequest = {
      verb: info.verb,
      resource: info.resource && qualifiedName(info.resource),
      path: info.path,
      query: info.query.toString(),
      user,
    };
    this.#requests.push(request);
    for (const listener of [...this.#waiting]) listener(request);
  }
}
