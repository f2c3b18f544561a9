import { isDeepEqual } from '../model/equality';
import type { Schema } from '../schema/Schema';
import { FieldSet } from './FieldSet';
import type { FieldPath } from './FieldSet';
import { isEmptyMap, shapeOf } from './mergeShape';
import type { Part } from './mergeShape';

/** The fields in which two states of an object differ. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** The fields that an applied configuration sets, and thereby owns. */
export function fieldsOf(schema: Schema, value: unknown): FieldSet {
  const paths: FieldPath[] = [];
  const collect = (inner: Schema, current: unknown, path: FieldPath) => {
    const shape = shapeOf(inner, current);
    if (shape.kind === 'leaf') {
      if (path.length > 0) paths.push(path);
      return;
    }
    for (const part of shape.parts) {
      const at = [...path, part.element];
      if (!part.declared) paths.push(at);
      collect(part.schema, part.value, at);
    }
  };
  collect(schema, value, []);
  return new FieldSet(paths);
}

/** A value with everything inside it, containers included: what is added or removed with it. */
function collectAll(
  schema: Schema,
  value: unknown,
  path: FieldPath,
): FieldPath[] {
  const shape = shapeOf(schema, value);
  const own = path.length > 0 ? [path] : [];
  return shape.kind === 'leaf'
    ? own
    : [
        ...own,
        ...shape.parts.flatMap(part =>
          collectAll(part.schema, part.value, [...path, part.element]),
        ),
      ];
}

function partsByElement(schema: Schema, value: unknown): Map<string, Part> {
  const shape = shapeOf(schema, value);
  return new Map(
    shape.kind === 'leaf' ? [] : shape.parts.map(part => [part.element, part]),
  );
}

/** Whether two values can only be compared as a whole; an empty map has no parts but still is a map. */
function isOneThing(schema: Schema, left: unknown, right: unknown): boolean {
  const leaves = [left, right].filter(
    value => shapeOf(schema, value).kind === 'leaf',
  );
  return (
    leaves.length === 2 || leaves.some(value => !isEmptyMap(schema, value))
  );
}

/** Compares two states field by field, as far as the schema splits them. */
export function compareObjects(
  schema: Schema,
  before: unknown,
  after: unknown,
): Comparison {
  const added: FieldPath[] = [];
  const modified: FieldPath[] = [];
  const removed: FieldPath[] = [];

  const compare = (
    inner: Schema,
    left: unknown,
    right: unknown,
    path: FieldPath,
  ) => {
    if (left === undefined && right === undefined) return;
    if (left === undefined) {
      added.push(...collectAll(inner, right, path));
      return;
    }
    if (right === undefined) {
      removed.push(...collectAll(inner, left, path));
      return;
    }
    if (isOneThing(inner, left, right)) {
      if (!isDeepEqual(left, right)) modified.push(path);
      return;
    }
    const leftParts = partsByElement(inner, left);
    const rightParts = partsByElement(inner, right);
    for (const element of new Set([
      ...leftParts.keys(),
      ...rightParts.keys(),
    ])) {
      const one = leftParts.get(element);
      const two = rightParts.get(element);
      const schemaOfPart = (two ?? one)?.schema ?? inner;
      compare(schemaOfPart, one?.value, two?.value, [...path, element]);
    }
  };
  compare(schema, before, after, []);
  return {
    added: new FieldSet(added),
    modified: new FieldSet(modified),
    removed: new FieldSet(removed),
  };
}
