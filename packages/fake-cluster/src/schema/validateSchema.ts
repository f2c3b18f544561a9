import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';
import type { Schema } from './Schema';

/** One reason why a value does not fit; the shape of `details.causes` in a 422. */
export interface FieldProblem {
  field: string;
  reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden';
  message: string;
}

function typeNameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value;
}

function hasType(schema: Schema, value: unknown): boolean {
  switch (schema.type) {
    case 'any':
      return true;
    case 'int-or-string':
      return Number.isInteger(value) || typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return typeof value === schema.type;
  }
}

function scalarProblems(
  schema: Schema,
  value: unknown,
  field: string,
): FieldProblem[] {
  const invalid = (what: string): FieldProblem => ({
    field,
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(
      value,
    )}: ${field} in body ${what}`,
  });
  const problems: FieldProblem[] = [];
  if (
    schema.enum &&
    (typeof value === 'string' || typeof value === 'number') &&
    !schema.enum.includes(value)
  ) {
    const supported = schema.enum.map(item => JSON.stringify(item)).join(', ');
    problems.push({
      field,
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(
        value,
      )}: supported values: ${supported}`,
    });
  }
  if (typeof value === 'string') {
    if (schema.minLength !== undefined && value.length < schema.minLength) {
      problems.push(
        invalid(`should be at least ${schema.minLength} chars long`),
      );
    }
    if (schema.maxLength !== undefined && value.length > schema.maxLength) {
      problems.push({
        field,
        reason: 'FieldValueTooLong',
        message: `Too long: may not be more than ${schema.maxLength} bytes`,
      });
    }
    if (schema.pattern && !new RegExp(schema.pattern).test(value)) {
      problems.push(invalid(`should match '${schema.pattern}'`));
    }
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) {
      problems.push(
        invalid(`should be greater than or equal to ${schema.minimum}`),
      );
    }
    if (schema.maximum !== undefined && value > schema.maximum) {
      problems.push(
        invalid(`should be less than or equal to ${schema.maximum}`),
      );
    }
  }
  return problems;
}

function duplicateKeys(
  keys: readonly string[],
  items: unknown[],
  field: string,
): FieldProblem[] {
  const seen = new Set<string>();
  return items.filter(isJsonObject).flatMap((item, index) => {
    const values = Object.fromEntries(keys.map(key => [key, item[key]]));
    const id = JSON.stringify(values);
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const problem: FieldProblem = {
      field: `${field}[${index}]`,
      reason: 'FieldValueDuplicate',
      message: `Duplicate value: ${id}`,
    };
    return [problem];
  });
}

function arrayProblems(
  schema: Schema,
  items: unknown[],
  field: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (schema.maxItems !== undefined && items.length > schema.maxItems) {
    problems.push({
      field,
      reason: 'FieldValueTooMany',
      message: `Too many: ${items.length}: must have at most ${schema.maxItems} items`,
    });
  }
  if (schema.minItems !== undefined && items.length < schema.minItems) {
    problems.push({
      field,
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${items.length}: ${field} in body should have at least ${schema.minItems} items`,
    });
  }
  if (schema.listType === 'map' && schema.listMapKeys) {
    problems.push(...duplicateKeys(schema.listMapKeys, items, field));
  }
  const { items: itemSchema } = schema;
  if (itemSchema) {
    items.forEach((item, index) =>
      problems.push(...validateSchema(itemSchema, item, `${field}[${index}]`)),
    );
  }
  return problems;
}

function objectProblems(
  schema: Schema,
  value: JsonObject,
  field: string,
): FieldProblem[] {
  const join = (key: string) => (field === '' ? key : `${field}.${key}`);
  const problems: FieldProblem[] = (schema.required ?? [])
    .filter(key => value[key] === undefined)
    .map(key => ({
      field: join(key),
      reason: 'FieldValueRequired',
      message: 'Required value',
    }));
  for (const [key, item] of Object.entries(value)) {
    const fieldSchema = schema.properties?.[key] ?? schema.additionalProperties;
    if (fieldSchema && item !== undefined) {
      problems.push(...validateSchema(fieldSchema, item, join(key)));
    }
  }
  return problems;
}

/** Lists every place where the value breaks the schema: types, required fields, enums, bounds, duplicate list keys. */
export function validateSchema(
  schema: Schema,
  value: unknown,
  field = '',
): FieldProblem[] {
  if (value === null && schema.nullable) return [];
  if (!hasType(schema, value)) {
    const actual = typeNameOf(value);
    return [
      {
        field,
        reason: 'FieldValueTypeInvalid',
        message: `Invalid value: "${actual}": ${field} in body must be of type ${schema.type}: "${actual}"`,
      },
    ];
  }
  if (Array.isArray(value)) return arrayProblems(schema, value, field);
  if (isJsonObject(value)) return objectProblems(schema, value, field);
  return scalarProblems(schema, value, field);
}
