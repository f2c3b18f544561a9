/** The clock, timers and randomness that watching depends on, so that a test decides them. */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after a delay; the returned function cancels it. */
  schedule(delayMs: number, callback: () => void): () => void;
}

export const systemTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after the delay, or as soon as the signal aborts; never rejects. */
export function sleep(
  timing: Timing,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) {
    return Promise.resolve();
  }
  return new Promise(resolve => {
    let cancel = () => {};
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    cancel = timing.schedule(delayMs, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}

/** A value evenly between two bounds. */
export function between(
  timing: Timing,
  range: { readonly min: number; readonly max: number },
): number {
  return range.min + timing.random() * (range.max - range.min);
}

/** ISO time of now. */
export function isoNow(timing: Timing): string {
  return new Date(timing.now()).toISOString();
}
