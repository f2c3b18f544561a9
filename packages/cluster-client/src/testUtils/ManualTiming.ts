import { setImmediate } from 'node:timers/promises';
import type { Timing } from '../Timing';

/** A clock that stands still until it is told to go on; its randomness is always one half. */
export class ManualTiming implements Timing {
  #now = Date.parse('2026-11-21T10:00:00Z');
  #last = 0;
  readonly #timers = new Map<number, { at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    this.#last += 1;
    const id = this.#last;
    this.#timers.set(id, { at: this.#now + delayMs, callback });
    return () => this.#timers.delete(id);
  }

  /** How long until the next timer, once everything that runs has come to wait. */
  async nextInMs(): Promise<number | undefined> {
    await settled();
    const [next] = this.#due();
    return next && next.at - this.#now;
  }

  /** Lets so much time pass, timer after timer, with everything that each sets off. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const [next] = this.#due();
      if (!next || next.at > until) {
        break;
      }
      this.#timers.delete(next.id);
      this.#now = next.at;
      next.callback();
      await settled();
    }
    this.#now = until;
  }

  #due() {
    return [...this.#timers]
      .map(([id, timer]) => ({ id, ...timer }))
      .sort((a, b) => a.at - b.at || a.id - b.id);
  }
}

/** Everything that only waits for promises has run. */
export async function settled(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
