import { z } from 'zod';
import { isolationSchema } from './isolation';
import { objectRefSchema, provenanceSchema } from './objectRef';

/** One workload, the entities that claim it and by which rule; more than one claim is shown, never decided by us. */
export const workloadSchema = z.object({
  ref: objectRefSchema,
  claims: z.array(
    z.object({
      entityRef: z.string(),
      rule: z.enum(['kubernetes-label-selector', 'kubernetes-id']),
      provenance: provenanceSchema,
    }),
  ),
  services: z.array(objectRefSchema),
  pods: z.object({ ready: z.number().int(), total: z.number().int() }),
  isolation: isolationSchema
    .optional()
    .describe('Absent where nothing judges the connections of its cluster'),
});
export type Workload = z.infer<typeof workloadSchema>;
