import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';
import type { Schema } from './Schema';

const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean'];

function typeOf(source: JsonObject): Schema['type'] {
  if (source['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  const declared = TYPES.find(type => type === source.type);
  return isSchemaType(declared) ? declared : 'any';
}

function isSchemaType(value: string | undefined): value is Schema['type'] {
  return value !== undefined && TYPES.includes(value);
}

function numberIn(source: JsonObject, key: string): number | undefined {
  const value = source[key];
  return typeof value === 'number' ? value : undefined;
}

function stringsIn(source: JsonObject, key: string): string[] | undefined {
  const value = source[key];
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : undefined;
}

function enumIn(source: JsonObject): (string | number)[] | undefined {
  return Array.isArray(source.enum)
    ? source.enum.filter(
        (item): item is string | number =>
          typeof item === 'string' || typeof item === 'number',
      )
    : undefined;
}

function isUsableRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    // RE2 patterns that JavaScript cannot read are not checked.
    return false;
  }
}

function propertiesIn(source: JsonObject): Record<string, Schema> | undefined {
  if (!isJsonObject(source.properties)) return undefined;
  return Object.fromEntries(
    Object.entries(source.properties)
      .filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
      .map(([name, field]) => [name, schemaFromOpenApi(field)]),
  );
}

/**
 * Reads the structural schema of a CustomResourceDefinition version. CEL rules, `oneOf`, `not` and formats are left out:
 * this server does not evaluate them.
 */
export function schemaFromOpenApi(source: JsonObject): Schema {
  const listType = source['x-kubernetes-list-type'];
  const pattern = source.pattern;
  const schema: Schema = {
    type: typeOf(source),
    properties: propertiesIn(source),
    additionalProperties: isJsonObject(source.additionalProperties)
      ? schemaFromOpenApi(source.additionalProperties)
      : undefined,
    items: isJsonObject(source.items)
      ? schemaFromOpenApi(source.items)
      : undefined,
    required: stringsIn(source, 'required'),
    default: source.default,
    enum: enumIn(source),
    pattern:
      typeof pattern === 'string' && isUsableRegExp(pattern)
        ? pattern
        : undefined,
    minimum: numberIn(source, 'minimum'),
    maximum: numberIn(source, 'maximum'),
    minLength: numberIn(source, 'minLength'),
    maxLength: numberIn(source, 'maxLength'),
    minItems: numberIn(source, 'minItems'),
    maxItems: numberIn(source, 'maxItems'),
    nullable: source.nullable === true ? true : undefined,
    listType:
      listType === 'map' || listType === 'set' || listType === 'atomic'
        ? listType
        : undefined,
    listMapKeys: stringsIn(source, 'x-kubernetes-list-map-keys'),
    atomicMap: source['x-kubernetes-map-type'] === 'atomic' ? true : undefined,
    preserveUnknownFields:
      source['x-kubernetes-preserve-unknown-fields'] === true
        ? true
        : undefined,
  };
  return schema;
}
