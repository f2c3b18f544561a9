import { z } from 'zod';
import type { KubeObject } from './KubeObject';

const orUndefined = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform(value => value ?? undefined);
const stringMap = orUndefined(z.record(z.string(), z.coerce.string()));

const metadataSchema = z.looseObject({
  name: z.string().min(1),
  namespace: orUndefined(z.string()),
  uid: orUndefined(z.string()),
  resourceVersion: orUndefined(z.string()),
  generation: orUndefined(z.number()),
  creationTimestamp: orUndefined(z.string()),
  labels: stringMap,
  annotations: stringMap,
  ownerReferences: orUndefined(
    z.array(
      z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        uid: orUndefined(z.string()),
        controller: orUndefined(z.boolean()),
      }),
    ),
  ),
});

const kubeObjectSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: metadataSchema,
});

/** Checks what every object must have; nulls in metadata count as absent. Returns a sentence when it is no such object. */
export function parseKubeObject(
  value: unknown,
): { ok: true; object: KubeObject } | { ok: false; message: string } {
  const parsed = kubeObjectSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      message: `Not a Kubernetes object: ${
        issue.path.join('.') || 'document'
      }: ${issue.message}.`,
    };
  }
  return { ok: true, object: parsed.data };
}
