const LONGEST_WAIT_MS = 30_000;

type Look<T> = { done: true; value: T } | { done: false; last: unknown };

/** The changes that a portal signals, for tests that wait for one of them. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  tell(): void {
    this.#waiting.forEach(resolve => resolve());
    this.#waiting.clear();
  }

  /** Looks now, and again after every change, until it is done; rejects with the last look when that never happens. */
  async until<T>(look: () => Promise<Look<T>>): Promise<T> {
    let expired = false;
    const deadline = setTimeout(() => {
      expired = true;
      this.tell();
    }, LONGEST_WAIT_MS);
    try {
      for (;;) {
        const change = new Promise<void>(resolve => this.#waiting.add(resolve));
        const seen = await look();
        if (seen.done) {
          return seen.value;
        }
        if (expired) {
          throw new Error(
            `The portal never came to it; its last answer: ${JSON.stringify(
              seen.last,
              undefined,
              2,
            )}`,
          );
        }
        await change;
      }
    } finally {
      clearTimeout(deadline);
    }
  }
}
