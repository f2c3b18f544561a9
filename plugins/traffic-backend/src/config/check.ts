import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/** The checked value of a configuration key; throws an InputError that names the key and says what is wrong. */
export function check<T>(schema: z.ZodType<T>, key: string, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const where = issue.path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  const problem =
    issue.code === 'unrecognized_keys'
      ? `has no option "${issue.keys[0]}"`
      : issue.message;
  throw new InputError(`The configuration ${key}${where} ${problem}.`);
}
