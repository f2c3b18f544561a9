import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';
import type { Schema } from '../schema/Schema';
import type { FieldPath, FieldSet } from './FieldSet';
import { isEmptyMap, shapeOf } from './mergeShape';
import type { Part } from './mergeShape';

/** Puts an applied configuration over the live state: maps and keyed lists merge, everything else is replaced. */
export function mergeConfiguration(
  schema: Schema,
  live: unknown,
  config: unknown,
): unknown {
  if (config === undefined) return live;
  if (live === undefined) return config;
  if (isEmptyMap(schema, config) && isJsonObject(live)) return live;
  const liveShape = shapeOf(schema, live);
  const configShape = shapeOf(schema, config);
  if (liveShape.kind === 'leaf' || configShape.kind === 'leaf') return config;

  const wanted = new Map(configShape.parts.map(part => [part.element, part]));
  const merged = (part: Part) =>
    mergeConfiguration(
      part.schema,
      part.value,
      wanted.get(part.element)?.value,
    );
  const known = new Set(liveShape.parts.map(part => part.element));
  const fresh = configShape.parts.filter(part => !known.has(part.element));
  if (liveShape.kind === 'list') {
    return [...liveShape.parts.map(merged), ...fresh.map(part => part.value)];
  }
  return Object.fromEntries(
    [
      ...liveShape.parts.map((part): [string, unknown] => [
        part.element.slice(2),
        merged(part),
      ]),
      ...fresh.map((part): [string, unknown] => [
        part.element.slice(2),
        part.value,
      ]),
    ].filter(([, value]) => value !== undefined),
  );
}

/** Takes the fields of the set out of a value; containers that become empty by that go too, except at the top. */
export function removeFields(
  schema: Schema,
  value: unknown,
  fields: FieldSet,
  path: FieldPath = [],
): unknown {
  const shape = shapeOf(schema, value);
  if (shape.kind === 'leaf') return value;
  const kept = shape.parts
    .map(part => ({ part, at: [...path, part.element] }))
    .filter(({ at }) => !fields.has(at))
    .map(({ part, at }) => ({
      part,
      value: removeFields(part.schema, part.value, fields, at),
    }))
    .filter(
      ({ part, value: left }) =>
        path.length === 0 || !becameEmpty(part.value, left),
    );
  if (shape.kind === 'list') return kept.map(item => item.value);
  const result: JsonObject = {};
  for (const item of kept) result[item.part.element.slice(2)] = item.value;
  return result;
}

function isEmptyContainer(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function becameEmpty(before: unknown, after: unknown): boolean {
  return isEmptyContainer(after) && !isEmptyContainer(before);
}
