import { z } from 'zod';
import { objectRefSchema } from './objectRef';

/** Why a look-up could not be made; `message` is a sentence for people and never holds a credential or an upstream body. */
export const problemSchema = z.object({
  reason: z.enum([
    'forbidden',
    'unauthorized',
    'unreachable',
    'timeout',
    'throttled',
    'server-error',
    'invalid-response',
    'needs-sign-in',
    'not-configured',
  ]),
  message: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

const namespacesSchema = z
  .array(z.string())
  .optional()
  .describe('Only these namespaces were read; absent means all of them.');

/**
 * What is known of one kind in one cluster. "There are none" is `synced` with no objects; "the cluster does not serve
 * it" is `absent`; "I may not look" is `denied`; "I have not looked yet" is `pending`; "I looked and lost sight" is `stale`.
 */
export const kindStatusSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('synced'),
    at: z
      .string()
      .describe('ISO time of the last proof that the view is current'),
    namespaces: namespacesSchema,
  }),
  z.object({
    state: z.literal('stale'),
    since: z.string().describe('ISO time since when nothing new is known'),
    problem: problemSchema,
    namespaces: namespacesSchema,
  }),
  z.object({ state: z.literal('absent') }),
  z.object({ state: z.literal('denied'), problem: problemSchema }),
  z.object({
    state: z.literal('pending'),
    problem: problemSchema.optional(),
  }),
]);
export type KindStatus = z.infer<typeof kindStatusSchema>;

/** The outcome of following a reference whose value is of `value`'s shape. */
export function resolutionSchema<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('state', [
    z.object({ state: z.literal('resolved'), value }),
    z.object({ state: z.literal('missing'), ref: objectRefSchema }),
    z.object({
      state: z.literal('forbidden'),
      ref: objectRefSchema,
      needs: z.enum(['ReferenceGrant', 'allowedRoutes', 'exportTo']),
    }),
    z.object({
      state: z.literal('unsupported'),
      ref: objectRefSchema,
      why: z.string(),
    }),
    z.object({
      state: z.literal('unknown'),
      ref: objectRefSchema,
      because: kindStatusSchema,
    }),
  ]);
}

export type Resolution<T> =
  | { state: 'resolved'; value: T }
  | { state: 'missing'; ref: z.infer<typeof objectRefSchema> }
  | {
      state: 'forbidden';
      ref: z.infer<typeof objectRefSchema>;
      needs: 'ReferenceGrant' | 'allowedRoutes' | 'exportTo';
    }
  | { state: 'unsupported'; ref: z.infer<typeof objectRefSchema>; why: string }
  | {
      state: 'unknown';
      ref: z.infer<typeof objectRefSchema>;
      because: KindStatus;
    };

/** One kind and what is known of it in one cluster. */
export const kindKnowledgeSchema = z.object({
  group: z.string(),
  kind: z.string(),
  status: kindStatusSchema,
});
export type KindKnowledge = z.infer<typeof kindKnowledgeSchema>;
