/**
 * `next`, with every part that equals its counterpart in `previous` replaced by that counterpart, so that what did not
 * change keeps its identity and is not rendered again. Both are JSON values.
 */
export function keepEqualParts<T>(previous: unknown, next: T): T;
export function keepEqualParts(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next)) {
    return previous;
  }
  if (Array.isArray(previous) && Array.isArray(next)) {
    const parts = next.map((part, index) =>
      keepEqualParts(previous[index], part),
    );
    const isSame =
      parts.length === previous.length &&
      parts.every((part, index) => Object.is(part, previous[index]));
    return isSame ? previous : parts;
  }
  if (isRecord(previous) && isRecord(next)) {
    const entries = Object.entries(next).map(
      ([key, part]) => [key, keepEqualParts(previous[key], part)] as const,
    );
    const isSame =
      entries.length === Object.keys(previous).length &&
      entries.every(([key, part]) => Object.is(part, previous[key]));
    return isSame ? previous : Object.fromEntries(entries);
  }
  return next;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
