import { isRecord, type UnknownRecord } from '../snapshot/read';

/** The named fields that are there and not null. */
export function pick(
  value: unknown,
  names: readonly string[],
): UnknownRecord | undefined {
  return isRecord(value)
    ? Object.fromEntries(
        names
          .filter(name => value[name] !== undefined && value[name] !== null)
          .map(name => [name, value[name]]),
      )
    : undefined;
}

/** The named fields of each item of a list. */
export function pickEach(value: unknown, names: readonly string[]): unknown {
  return Array.isArray(value)
    ? value.map(item => pick(item, names))
    : undefined;
}

/** The same value without the fields that are undefined, so that two equal objects are equal. */
export function compact<T extends object>(value: T): T {
  const kept = { ...value };
  for (const name of Object.keys(kept) as Array<keyof T>) {
    if (kept[name] === undefined) {
      delete kept[name];
    }
  }
  return kept;
}
