import { keyedList, mapOf, setOf, str } from '../schema/build';
import type { Schema } from '../schema/Schema';
import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';
import { keyElement, valueElement } from './FieldSet';

const ANYTHING: Schema = { type: 'any' };

const METADATA: Schema = {
  type: 'object',
  preserveUnknownFields: true,
  properties: {
    labels: mapOf(str()),
    annotations: mapOf(str()),
    finalizers: setOf(str()),
    ownerReferences: keyedList('uid', { type: 'any', atomicMap: true }),
  },
};

/** The schema of a whole object, with the parts that all kinds share. */
export function wholeObjectSchema(schema: Schema): Schema {
  return {
    ...schema,
    properties: { ...schema.properties, metadata: METADATA },
  };
}

/** One owned part inside a value: an entry of a map or an item of a list. */
export interface Part {
  element: string;
  value: unknown;
  schema: Schema;
  /** A field that the schema names; other entries of maps are owned as entries. */
  declared: boolean;
}

/** How server-side apply sees a value: as one thing, or as parts with owners of their own. */
export type MergeShape =
  | { kind: 'leaf' }
  | { kind: 'map'; parts: Part[] }
  | { kind: 'list'; parts: Part[] };

function mapParts(schema: Schema, value: JsonObject): Part[] {
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => {
      const declared = schema.properties?.[key];
      return {
        element: `f:${key}`,
        value: field,
        schema: declared ?? schema.additionalProperties ?? ANYTHING,
        declared: declared !== undefined,
      };
    });
}

function listParts(schema: Schema, items: readonly unknown[]): Part[] {
  const itemSchema = schema.items ?? ANYTHING;
  const keys = schema.listMapKeys ?? [];
  return items.flatMap(value => {
    const element =
      schema.listType === 'map' ? keyElement(keys, value) : valueElement(value);
    return element === undefined
      ? []
      : [{ element, value, schema: itemSchema, declared: false }];
  });
}

/** Whether a value is a map without entries, which merges with a map that has some instead of replacing it. */
export function isEmptyMap(schema: Schema, value: unknown): boolean {
  return (
    isJsonObject(value) && !schema.atomicMap && Object.keys(value).length === 0
  );
}

/** Splits a value by its schema; lists are atomic unless declared otherwise, empty maps are leaves. */
export function shapeOf(schema: Schema, value: unknown): MergeShape {
  if (Array.isArray(value)) {
    return schema.listType === 'map' || schema.listType === 'set'
      ? { kind: 'list', parts: listParts(schema, value) }
      : { kind: 'leaf' };
  }
  if (!isJsonObject(value) || schema.atomicMap) return { kind: 'leaf' };
  const parts = mapParts(schema, value);
  return parts.length ? { kind: 'map', parts } : { kind: 'leaf' };
}
