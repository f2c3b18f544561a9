import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';
import type { Schema } from './Schema';

/** What pruning leaves, and where something was dropped, in the notation of the server's messages: `spec.rules[0].bogus`. */
export interface PruneResult {
  value: unknown;
  unknown: string[];
}

function isOpen(schema: Schema): boolean {
  return (
    schema.type === 'any' ||
    schema.preserveUnknownFields === true ||
    (schema.type === 'object' &&
      !schema.properties &&
      !schema.additionalProperties)
  );
}

/** Drops every field that the schema does not declare and says which, in the order they were met. */
export function pruneUnknown(
  schema: Schema,
  value: unknown,
  path = '',
): PruneResult {
  const unknown: string[] = [];
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    const kept = value.map((item, index) => {
      const result = pruneUnknown(items, item, `${path}[${index}]`);
      unknown.push(...result.unknown);
      return result.value;
    });
    return { value: unknown.length ? kept : value, unknown };
  }
  if (!isJsonObject(value)) return { value, unknown };

  const kept: JsonObject = {};
  for (const [key, current] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const field = schema.properties?.[key] ?? schema.additionalProperties;
    if (field) {
      const result = pruneUnknown(field, current, at);
      unknown.push(...result.unknown);
      kept[key] = result.value;
    } else if (isOpen(schema)) {
      kept[key] = current;
    } else {
      unknown.push(at);
    }
  }
  return { value: unknown.length ? kept : value, unknown };
}
