import type { CompoundEntityRef } from '@backstage/catalog-model';
import type {
  EntityTraffic,
  TrafficApi,
} from '@portolan/plugin-traffic-common';
import { keepsLastData } from './classifyFailure';
import { keepEqualParts } from './keepEqualParts';

/**
 * What is known of one entity's traffic, on two axes: what there is to show (`pending`, `error`, `data`) and whether a
 * read is under way. Data stays when a later read fails; `failure` then says why it is old.
 */
export type EntityTrafficState =
  | { status: 'pending'; isReading: boolean }
  | { status: 'error'; isReading: boolean; failure: unknown }
  | {
      status: 'data';
      isReading: boolean;
      data: EntityTraffic;
      /** ISO time at which `data` arrived. */
      readAt: string;
      failure?: unknown;
    };

export interface EntityTrafficQueryOptions {
  api: TrafficApi;
  entityRef: CompoundEntityRef;
  /** Signals within this time cause one read. */
  coalesceMs?: number;
  /** A read without an answer is given up after this time. */
  timeoutMs?: number;
}

/**
 * Reads one entity's traffic for all panels that show it: one read at a time, one more when something changed meanwhile,
 * none while nobody looks. The last data survives a failed read.
 */
export class EntityTrafficQuery {
  readonly #api: TrafficApi;
  readonly #entityRef: CompoundEntityRef;
  readonly #coalesceMs: number;
  readonly #timeoutMs: number;
  readonly #listeners = new Map<() => void, number>();
  #state: EntityTrafficState = { status: 'pending', isReading: false };
  #abort: AbortController | undefined;
  #changedWhileReading = false;
  #coalesceTimer: ReturnType<typeof setTimeout> | undefined;
  #pollTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EntityTrafficQueryOptions) {
    this.#api = options.api;
    this.#entityRef = options.entityRef;
    this.#coalesceMs = options.coalesceMs ?? 250;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  getState = (): EntityTrafficState => this.#state;

  /** Tells of every change and reads at least every `pollEveryMs` while the page is visible; returns the way to stop. */
  subscribe(listener: () => void, options: { pollEveryMs: number }) {
    const isFirst = this.#listeners.size === 0;
    this.#listeners.set(listener, options.pollEveryMs);
    if (isFirst) {
      document.addEventListener('visibilitychange', this.#onVisibilityChange);
      this.#read();
    }
    this.#schedulePoll();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#stop();
      }
    };
  }

  /** Something changed at the backend: reads again soon, once for a burst. */
  noteChange() {
    if (this.#listeners.size === 0 || this.#coalesceTimer) {
      return;
    }
    this.#coalesceTimer = setTimeout(() => {
      this.#coalesceTimer = undefined;
      if (this.#abort) {
        this.#changedWhileReading = true;
      } else if (!document.hidden) {
        this.#read();
      }
    }, this.#coalesceMs);
  }

  /** Gives up on a read that is under way and reads again now. */
  retry = () => {
    this.#read();
  };

  #onVisibilityChange = () => {
    if (document.hidden) {
      clearTimeout(this.#pollTimer);
    } else if (!this.#abort) {
      this.#read();
    }
  };

  #stop() {
    document.removeEventListener('visibilitychange', this.#onVisibilityChange);
    clearTimeout(this.#coalesceTimer);
    clearTimeout(this.#pollTimer);
    this.#coalesceTimer = undefined;
    this.#changedWhileReading = false;
    this.#abort?.abort();
    this.#abort = undefined;
    this.#state = { ...this.#state, isReading: false };
  }

  #schedulePoll() {
    clearTimeout(this.#pollTimer);
    if (this.#listeners.size > 0 && !document.hidden) {
      const everyMs = Math.min(...this.#listeners.values());
      this.#pollTimer = setTimeout(() => {
        if (!this.#abort) {
          this.#read();
        }
      }, everyMs);
    }
  }

  #read() {
    this.#abort?.abort();
    clearTimeout(this.#pollTimer);
    const abort = new AbortController();
    this.#abort = abort;
    this.#changedWhileReading = false;
    this.#set({ ...this.#state, isReading: true });
    this.#fetch(abort).then(
      answer => this.#settle(abort, () => this.#stateOf(answer)),
      failure =>
        this.#settle(abort, () =>
          this.#state.status === 'data' && keepsLastData(failure)
            ? { ...this.#state, isReading: false, failure }
            : { status: 'error', isReading: false, failure },
        ),
    );
  }

  async #fetch(abort: AbortController): Promise<EntityTraffic> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const failure = new DOMException('No answer in time', 'TimeoutError');
        reject(failure);
        abort.abort(failure);
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([
        this.#api.getEntityTraffic(this.#entityRef, { signal: abort.signal }),
        timeout,
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes the outcome of the newest read; an answer to an older one is dropped. */
  #settle(abort: AbortController, next: () => EntityTrafficState) {
    if (this.#abort !== abort) {
      return;
    }
    this.#abort = undefined;
    this.#set(next());
    if (this.#changedWhileReading) {
      this.#read();
    } else {
      this.#schedulePoll();
    }
  }

  #stateOf(answer: EntityTraffic): EntityTrafficState {
    const previous =
      this.#state.status === 'data' ? this.#state.data : undefined;
    return {
      status: 'data',
      isReading: false,
      data: keepEqualParts(previous, answer),
      readAt: new Date().toISOString(),
    };
  }

  #set(state: EntityTrafficState) {
    this.#state = state;
    for (const listener of [...this.#listeners.keys()]) {
      listener();
    }
  }
}
