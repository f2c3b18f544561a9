const LONGEST_MS = 120_000;

/** The wait that a `Retry-After` header asks for, in milliseconds: seconds or a date, at most two minutes. */
export function parseRetryAfter(
  header: string | undefined,
  nowMs: number,
): number | undefined {
  if (header === undefined || header.trim() === '') {
    return undefined;
  }
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs)
    ? undefined
    : Math.min(Math.max(waitMs, 0), LONGEST_MS);
}
