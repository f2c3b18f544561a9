/** A time span in the largest unit that fits. */
export interface Elapsed {
  unit: 'seconds' | 'minutes' | 'hours' | 'days';
  count: number;
}

const FIRST_BELIEVABLE_YEAR = 2014;

/** The moment of an ISO time, or undefined for what cannot be one: unreadable, or before there was a Kubernetes. */
export function parseMoment(iso: string): Date | undefined {
  const moment = new Date(iso);
  return moment.getUTCFullYear() >= FIRST_BELIEVABLE_YEAR ? moment : undefined;
}

/** How long ago; a moment in the future (clocks differ) is no time ago. */
export function elapsedSince(moment: Date, nowMs: number): Elapsed {
  return elapsedOf((nowMs - moment.getTime()) / 1000);
}

/** A span of seconds; less than none is none. */
export function elapsedOf(span: number): Elapsed {
  const seconds = Math.max(0, Math.floor(span));
  if (seconds < 60) {
    return { unit: 'seconds', count: seconds };
  }
  if (seconds < 3600) {
    return { unit: 'minutes', count: Math.floor(seconds / 60) };
  }
  if (seconds < 48 * 3600) {
    return { unit: 'hours', count: Math.floor(seconds / 3600) };
  }
  return { unit: 'days', count: Math.floor(seconds / 86400) };
}
