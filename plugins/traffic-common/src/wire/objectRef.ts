import { z } from 'zod';

/** Names one object of one cluster; `group` is '' for the core group, `namespace` is '' for cluster-scoped kinds. */
export const objectRefSchema = z.object({
  cluster: z.string(),
  group: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
});
export type ObjectRef = z.infer<typeof objectRefSchema>;

/** Where a fact was written: the source that read it, the object, and the field as `spec.rules[0].backendRefs[1]`. */
export const provenanceSchema = z.object({
  source: z.string(),
  object: objectRefSchema,
  path: z.string(),
});
export type Provenance = z.infer<typeof provenanceSchema>;
