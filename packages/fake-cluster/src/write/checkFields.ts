import { applyDefaults } from '../schema/applyDefaults';
import { pruneUnknown } from '../schema/pruneUnknown';
import type { Schema } from '../schema/Schema';
import { validateSchema } from '../schema/validateSchema';
import type { FieldProblem } from '../schema/validateSchema';
import { isJsonObject } from '../model/KubeObject';
import type { KubeObject } from '../model/KubeObject';

/** What the caller of a write wants done about fields that the schema does not know. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

const OBJECT_META_FIELDS: Schema = {
  type: 'object',
  properties: Object.fromEntries(
    [
      'name',
      'generateName',
      'namespace',
      'selfLink',
      'uid',
      'resourceVersion',
      'generation',
      'creationTimestamp',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
      'labels',
      'annotations',
      'ownerReferences',
      'finalizers',
      'managedFields',
    ].map((name): [string, Schema] => [name, { type: 'any' }]),
  ),
};

function withoutHead(object: KubeObject): Record<string, unknown> {
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    metadata: _metadata,
    ...rest
  } = object;
  return rest;
}

function restoreHead(object: KubeObject, rest: unknown): KubeObject {
  const { apiVersion, kind, metadata } = object;
  return { ...(isJsonObject(rest) ? rest : {}), apiVersion, kind, metadata };
}

/** Drops the fields that the schema does not know and names them: `spec.rules[0].bogus`. */
export function pruneObject(
  schema: Schema,
  object: KubeObject,
): { object: KubeObject; unknown: string[] } {
  const rest = pruneUnknown(schema, withoutHead(object));
  const metadata = pruneUnknown(
    OBJECT_META_FIELDS,
    object.metadata,
    'metadata',
  );
  const unknown = [...metadata.unknown, ...rest.unknown];
  if (!unknown.length) return { object, unknown };
  const pruned = restoreHead(object, rest.value);
  return {
    object: isJsonObject(metadata.value)
      ? { ...pruned, metadata: metadata.value }
      : pruned,
    unknown,
  };
}

/** Fills in the defaults of the schema. */
export function defaultObject(schema: Schema, object: KubeObject): KubeObject {
  const rest = withoutHead(object);
  const filled = applyDefaults(schema, rest);
  return filled === rest ? object : restoreHead(object, filled);
}

/** Everything about the object that breaks its schema. */
export function validateObject(
  schema: Schema,
  object: KubeObject,
): FieldProblem[] {
  return validateSchema(schema, withoutHead(object));
}
