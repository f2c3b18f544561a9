/**
 * Total readers for fields of unknown shape on hot paths (50,000 pods), where a schema per object costs too much: a field
 * of the wrong type reads as absent.
 */
export type UnknownRecord = Readonly<Record<string, unknown>>;

const NOTHING: UnknownRecord = Object.freeze({});

export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readRecord(value: unknown, field: string): UnknownRecord {
  const inner = isRecord(value) ? value[field] : undefined;
  return isRecord(inner) ? inner : NOTHING;
}

export function readList(value: unknown, field: string): readonly unknown[] {
  const inner = isRecord(value) ? value[field] : undefined;
  return Array.isArray(inner) ? inner : [];
}

export function readText(value: unknown, field: string): string | undefined {
  const inner = isRecord(value) ? value[field] : undefined;
  return typeof inner === 'string' ? inner : undefined;
}

/** A whole number: the APIs that are read have no other. */
export function readNumber(value: unknown, field: string): number | undefined {
  const inner = isRecord(value) ? value[field] : undefined;
  return typeof inner === 'number' && Number.isSafeInteger(inner)
    ? inner
    : undefined;
}

export function readFlag(value: unknown, field: string): boolean | undefined {
  const inner = isRecord(value) ? value[field] : undefined;
  return typeof inner === 'boolean' ? inner : undefined;
}

/** The entries of a string map; values that are no strings are left out. */
export function readLabels(
  value: unknown,
  field: string,
): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const [key, text] of Object.entries(readRecord(value, field))) {
    if (typeof text === 'string') {
      labels[key] = text;
    }
  }
  return labels;
}
