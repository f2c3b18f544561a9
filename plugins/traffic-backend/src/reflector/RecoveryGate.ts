import { sleep, type Timing } from '@portolan/cluster-client';
import { childAbort } from './childAbort';

const SHORTEST_BETWEEN_OPENINGS_MS = 2_000;

/**
 * Lets everything that waits for one cluster go on together: when any reader reaches the API server again, the others
 * need not sit out their own waits.
 */
export class RecoveryGate {
  readonly #timing: Timing;
  readonly #waiting = new Set<() => void>();
  #lastOpenedAt = Number.NEGATIVE_INFINITY;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Waits for the delay, for the signal, or for the gate to open, whichever is first. */
  async wait(delayMs: number, signal: AbortSignal): Promise<void> {
    const waiting = childAbort(signal);
    this.#waiting.add(waiting.abort);
    await sleep(this.#timing, delayMs, waiting.signal);
    this.#waiting.delete(waiting.abort);
    waiting.release();
  }

  /**
   * Told that a reader that had failed got an answer. Opens at most every two seconds, so that one reader that comes and
   * goes does not drive the rest.
   */
  open(): void {
    const now = this.#timing.now();
    if (now - this.#lastOpenedAt >= SHORTEST_BETWEEN_OPENINGS_MS) {
      this.#lastOpenedAt = now;
      for (const goOn of [...this.#waiting]) {
        goOn();
      }
    }
  }
}
