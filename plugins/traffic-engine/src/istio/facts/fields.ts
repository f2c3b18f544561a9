import { z } from 'zod';

/** An optional text; null counts as absent, as protobuf's JSON form has it. */
export const text = z
  .string()
  .nullish()
  .transform(value => value ?? null);

export const flag = z
  .boolean()
  .nullish()
  .transform(value => value ?? null);

/** An optional number, whole or not. */
export const numeric = z
  .number()
  .nullish()
  .transform(value => value ?? null);

/** An optional port number. */
export const portNumber = z
  .number()
  .int()
  .nullish()
  .transform(value => value ?? null);

/** A list that is empty where it is absent. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(list => list ?? []);

export const texts = listOf(z.string());

/** An optional part of any shape: null where it is absent. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform(value => value ?? null);

/** A string map that is empty where it is absent. */
export const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform(map => map ?? {});

/** `{matchLabels}` of a workload selector; null selects all. */
export const workloadSelector = optional(z.object({ matchLabels: labels }));

/** Which object a policy is attached to: `targetRef` and `targetRefs`. */
export const policyTarget = z.object({
  group: text,
  kind: z.string(),
  name: z.string(),
  namespace: text,
});
