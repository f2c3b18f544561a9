import type { Schema } from './Schema';

type Bounds = Partial<
  Pick<
    Schema,
    | 'default'
    | 'enum'
    | 'pattern'
    | 'minimum'
    | 'maximum'
    | 'minLength'
    | 'maxLength'
    | 'minItems'
    | 'maxItems'
    | 'required'
    | 'listType'
    | 'listMapKeys'
    | 'atomicMap'
  >
>;

/** A string. */
export function str(bounds: Bounds = {}): Schema {
  return { type: 'string', ...bounds };
}

/** A string of 1 to `maxLength` characters. */
export function text(maxLength: number, bounds: Bounds = {}): Schema {
  return str({ minLength: 1, maxLength, ...bounds });
}

/** A string out of a closed list. */
export function oneOf(values: readonly string[], bounds: Bounds = {}): Schema {
  return str({ enum: values, ...bounds });
}

/** A whole number. */
export function int(bounds: Bounds = {}): Schema {
  return { type: 'integer', ...bounds };
}

/** True or false. */
export function bool(bounds: Bounds = {}): Schema {
  return { type: 'boolean', ...bounds };
}

/** An object with exactly these fields. */
export function object(
  properties: Record<string, Schema>,
  bounds: Bounds = {},
): Schema {
  return { type: 'object', properties, ...bounds };
}

/** A map from string to `values`. */
export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** A list that has one owner as a whole. */
export function atomicList(items: Schema, bounds: Bounds = {}): Schema {
  return { type: 'array', items, listType: 'atomic', ...bounds };
}

/** A list of scalars, each owned by itself. */
export function setOf(items: Schema, bounds: Bounds = {}): Schema {
  return { type: 'array', items, listType: 'set', ...bounds };
}

/** A list of objects that are told apart by `key`. */
export function keyedList(
  key: string,
  items: Schema,
  bounds: Bounds = {},
): Schema {
  return {
    type: 'array',
    items,
    listType: 'map',
    listMapKeys: [key],
    ...bounds,
  };
}
