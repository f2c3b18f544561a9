import { isJsonObject } from '../model/KubeObject';
import type { Schema } from './Schema';

/**
 * Returns the value with every missing field that has a default filled in, at any depth. The input is not changed;
 * values that need nothing are returned as they are. null for a field that is not nullable counts as missing, as on a
 * real server.
 */
export function applyDefaults(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return value;
    let changed = false;
    const filled = value.map(item => {
      const next = applyDefaults(items, item);
      changed ||= next !== item;
      return next;
    });
    return changed ? filled : value;
  }
  if (!isJsonObject(value)) return value;

  let result = value;
  const set = (key: string, next: unknown) => {
    if (result === value) result = { ...value };
    result[key] = next;
  };
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const current = value[key];
    const missing =
      current === undefined || (current === null && !field.nullable);
    if (missing && field.default !== undefined) {
      set(key, applyDefaults(field, structuredClone(field.default)));
    } else if (current !== undefined) {
      const next = applyDefaults(field, current);
      if (next !== current) set(key, next);
    }
  }
  if (schema.additionalProperties) {
    for (const [key, current] of Object.entries(value)) {
      if (schema.properties?.[key]) continue;
      const next = applyDefaults(schema.additionalProperties, current);
      if (next !== current) set(key, next);
    }
  }
  return result;
}
