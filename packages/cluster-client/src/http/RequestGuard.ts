import { ConnectionProblemError } from '@portolan/plugin-traffic-node';
import { API_SERVER, describeFailure } from './describeFailure';

/** Aborts one request when its caller does or when its deadline passes, and tells the two apart afterwards. */
export class RequestGuard {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #peer: string;
  readonly #onAbort = () => this.#controller.abort();
  #timer: NodeJS.Timeout | undefined;
  #deadlineMs = 0;
  #timedOut = false;

  constructor(caller: AbortSignal, peer: string = API_SERVER) {
    this.#caller = caller;
    this.#peer = peer;
    if (caller.aborted) {
      this.#controller.abort();
    } else {
      caller.addEventListener('abort', this.#onAbort, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  arm(deadlineMs: number): void {
    this.disarm();
    this.#deadlineMs = deadlineMs;
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.#controller.abort();
    }, deadlineMs);
  }

  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the guard; to be called once whatever became of the request. */
  release(): void {
    this.disarm();
    this.#caller.removeEventListener('abort', this.#onAbort);
  }

  explain(error: unknown): ConnectionProblemError {
    if (error instanceof ConnectionProblemError) {
      return error;
    }
    if (this.#timedOut) {
      return new ConnectionProblemError({
        reason: 'timeout',
        message: `The ${this.#peer} did not answer within ${
          this.#deadlineMs / 1000
        } s.`,
      });
    }
    return new ConnectionProblemError(describeFailure(error, this.#peer));
  }
}
