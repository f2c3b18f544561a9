import { isRecord } from '../../snapshot/read';

/** The numbers, texts and flags that a field holds itself. */
export function scalarsOf(
  value: unknown,
): Record<string, string | number | boolean> {
  const found: Record<string, string | number | boolean> = {};
  for (const [key, each] of Object.entries(isRecord(value) ? value : {})) {
    if (
      typeof each === 'string' ||
      typeof each === 'boolean' ||
      (typeof each === 'number' && Number.isFinite(each))
    ) {
      found[key] = each;
    }
  }
  return found;
}

/** `response 10s, idle 5s`: the plain values of a record under their own names. */
export function wordsOf(value: unknown): string {
  return Object.entries(scalarsOf(value))
    .map(([key, text]) => (text === true ? key : `${key} ${text}`))
    .join(', ');
}
