import type { Timing } from '@portolan/cluster-client';

/** Waits that grow with each failure in a row and are spread, so that many reflectors do not come back at once. */
export class Backoff {
  readonly #timing: Timing;
  readonly #bounds: {
    readonly retryMinMs: number;
    readonly retryMaxMs: number;
  };
  #failures = 0;

  constructor(
    timing: Timing,
    bounds: { readonly retryMinMs: number; readonly retryMaxMs: number },
  ) {
    this.#timing = timing;
    this.#bounds = bounds;
  }

  reset(): void {
    this.#failures = 0;
  }

  /** The next wait. What the server asked for in `Retry-After` is kept, with up to a quarter on top. */
  nextDelayMs(retryAfterMs?: number): number {
    const { retryMinMs, retryMaxMs } = this.#bounds;
    const grown = Math.min(retryMaxMs, retryMinMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return retryAfterMs === undefined
      ? grown * (0.5 + this.#timing.random() / 2)
      : retryAfterMs * (1 + this.#timing.random() / 4);
  }
}
