import { InputError } from '@backstage/errors';
import type { Request } from 'express';
import { z } from 'zod';

const NAME = /^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/;

/** The syntax of the parts of an entity reference; stricter rules are the catalog's own. */
export const entityPathSchema = z.object({
  kind: z
    .string()
    .max(63, 'has more than 63 characters')
    .regex(
      /^[A-Za-z][A-Za-z0-9]*$/,
      'must be letters and digits, such as "component"',
    ),
  namespace: z
    .string()
    .max(63, 'has more than 63 characters')
    .regex(NAME, 'must be letters, digits and "-", such as "default"'),
  name: z
    .string()
    .max(63, 'has more than 63 characters')
    .regex(
      NAME,
      'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit',
    ),
});

/** The reference that a path names, in lower case; throws an InputError that names the part that is wrong. */
export function readEntityRef(params: Request['params']): string {
  const parsed = entityPathSchema.safeParse(params);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new InputError(
      `The ${path.join('.')} of the entity in the path ${message}.`,
    );
  }
  const { kind, namespace, name } = parsed.data;
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}

/** What may be asked of an entity's traffic: the answer for one cluster only. */
export const trafficQuerySchema = z.strictObject({
  cluster: z
    .string('must be given once')
    .min(1, 'is empty')
    .max(253, 'has more than 253 characters')
    .optional()
    .describe('Only what concerns the cluster of this name'),
});

/** The query of a request as the schema has it; throws an InputError that names the parameter that is wrong. */
export function readQuery<T>(req: Request, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(req.query);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  if (issue.code === 'unrecognized_keys') {
    const [name] = issue.keys;
    throw new InputError(
      `The query parameter "${name.slice(0, 40)}" is not known here.`,
    );
  }
  throw new InputError(
    `The query parameter "${issue.path.join('.')}" ${issue.message}.`,
  );
}

export const noQuerySchema = z.strictObject({});

/** The body of a request as the schema has it; throws an InputError that names the field that is wrong. */
export function readJsonBody<T>(req: Request, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(req.body);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const where = issue.path.map(String).join('.') || 'The body';
  throw new InputError(
    issue.code === 'unrecognized_keys'
      ? `${where} has no field "${issue.keys[0].slice(0, 40)}".`
      : `${where}: ${issue.message}.`,
  );
}
