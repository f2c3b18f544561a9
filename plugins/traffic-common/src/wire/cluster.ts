import { z } from 'zod';
import { kindKnowledgeSchema, problemSchema } from './knowledge';

/**
 * How fresh the view of one cluster is: `live` (all that is served is synced), `partial` (some kinds are not known),
 * `stale` (nothing new since `since`, the last good data is kept), `pending` (first look is under way), `unavailable`
 * (never seen, and why).
 */
export const clusterFreshnessSchema = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(['live', 'partial', 'stale', 'pending', 'unavailable']),
  since: z.string().optional(),
  problem: problemSchema.optional(),
  kinds: z.array(kindKnowledgeSchema),
});
export type ClusterFreshness = z.infer<typeof clusterFreshnessSchema>;
