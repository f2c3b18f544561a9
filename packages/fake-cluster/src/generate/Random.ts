/** Numbers that depend on the seed only (mulberry32), so that a benchmark meets the same cluster every time. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.trunc(seed) % 4294967296;
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    /* eslint-disable no-bitwise */
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    /* eslint-enable no-bitwise */
  }

  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('');
  }

  /** A UUID in form; its digits come from the seed. */
  uid(): string {
    return [8, 4, 4, 4, 12].map(length => this.hex(length)).join('-');
  }
}
