import type { Timing } from '@portolan/cluster-client';

/** Gathers changes that come together into one call: a pause of `quietMs` lets it go, at the latest `longestMs` after the first. */
export class ChangeDebounce {
  readonly #timing: Timing;
  readonly #waits: { readonly quietMs: number; readonly longestMs: number };
  readonly #callback: () => void;
  #firstAt: number | undefined;
  #cancel: () => void = () => {};

  constructor(options: {
    timing: Timing;
    waits: { readonly quietMs: number; readonly longestMs: number };
    callback: () => void;
  }) {
    this.#timing = options.timing;
    this.#waits = options.waits;
    this.#callback = options.callback;
  }

  changed(): void {
    const now = this.#timing.now();
    this.#firstAt ??= now;
    const leftMs = this.#firstAt + this.#waits.longestMs - now;
    this.#cancel();
    this.#cancel = this.#timing.schedule(
      Math.max(0, Math.min(this.#waits.quietMs, leftMs)),
      () => {
        this.#firstAt = undefined;
        this.#callback();
      },
    );
  }

  stop(): void {
    this.#cancel();
    this.#firstAt = undefined;
  }
}
