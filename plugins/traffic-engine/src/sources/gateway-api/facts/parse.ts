import { z } from 'zod';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readOnce } from '../../../snapshot/readOnce';

/** An object read into a fact, or the sentence that says which field could not be. */
export type Parsed<T> =
  | { readonly ok: true; readonly fact: T }
  | { readonly ok: false; readonly path: string; readonly message: string };

/** Something that was seen in an object and is not translated, or only in part. */
export interface FieldNote {
  readonly severity: 'warning' | 'info';
  readonly path: string;
  readonly message: string;
}

/** Reads objects of one kind, each once: the result is kept with the object, which is never changed. */
export function factReader<S extends z.ZodType, T>(
  schema: S,
  toFact: (value: z.output<S>, object: KubeObject) => T,
): (object: KubeObject) => Parsed<T> {
  return readOnce(read);

  function read(object: KubeObject): Parsed<T> {
    const result = schema.safeParse(object);
    if (result.success) {
      return { ok: true, fact: toFact(result.data, object) };
    }
    const [issue] = result.error.issues;
    const path = fieldPath(issue.path);
    return {
      ok: false,
      path,
      message: `${object.kind} ${object.metadata.namespace ?? ''}/${
        object.metadata.name
      } could not be read at ${path}: ${
        issue.message
      }. It is left out; correct the field.`,
    };
  }
}

/** `spec.rules[0].matches[1]` of the path that zod reports. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') {
      return `${text}[${part}]`;
    }
    return text ? `${text}.${String(part)}` : String(part);
  }, '');
}

/** An optional field: null counts as absent, as API servers and YAML writers use it. */
export const text = z.string().nullish();
export const whole = z.number().int().nullish();

/** A duration as written; whether it is one is the API server's business. 0s turns a timeout off (GEP-2257). */
export function durationText(value: string): string {
  return /^0+(ms|s|m|h)?$/.test(value) ? 'none' : value;
}
