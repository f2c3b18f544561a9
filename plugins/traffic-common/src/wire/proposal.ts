import { z } from 'zod';
import { findingSchema } from './finding';
import { kindKnowledgeSchema } from './knowledge';
import { objectRefSchema } from './objectRef';
import { routeSchema } from './route';

/** One weighted Service of a proposed route. */
const proposedBackendSchema = z.strictObject({
  namespace: z.string(),
  service: z.string(),
  port: z.int(),
  weight: z.int(),
});

/**
 * What a person asks for in the form: one rule of one HTTPRoute. Shapes are checked here; whether the API would accept the
 * values is said by the effect's `refusals`, with the manifest's field named.
 */
export const routeProposalSchema = z.strictObject({
  entityRef: z
    .string()
    .regex(
      /^[a-z0-9]+:[-_.a-z0-9]+\/[-_.a-z0-9]+$/,
      'must be an entity reference in lower case, such as component:default/cart',
    )
    .describe('The component that the route is for'),
  cluster: z.string(),
  namespace: z.string().describe('Where the HTTPRoute is made'),
  name: z.string(),
  gateway: z.strictObject({
    namespace: z.string(),
    name: z.string(),
    listener: z.string().nullable(),
  }),
  hostnames: z.array(z.string()),
  path: z.strictObject({
    type: z.enum(['Exact', 'PathPrefix']),
    value: z.string(),
  }),
  method: z.string().nullable(),
  backends: z.array(proposedBackendSchema),
  requestTimeout: z.string().nullable(),
  includeReferenceGrants: z
    .boolean()
    .describe('Also make the ReferenceGrants that the route needs'),
});
export type RouteProposal = z.infer<typeof routeProposalSchema>;

export const manifestRefusalSchema = z.object({
  path: z.string(),
  message: z.string(),
});

/** Another route that asks for the same requests: the same match, or only the same host with other owners. */
export const routeConflictSchema = z.object({
  kind: z.enum(['same-match', 'same-host']),
  route: objectRefSchema,
  url: z.string(),
  entities: z.array(z.string()),
  sameCluster: z.boolean(),
});
export type RouteConflict = z.infer<typeof routeConflictSchema>;

/** What would be different if the proposal were applied now. */
export const routeEffectSchema = z.object({
  manifests: z.array(
    z.object({
      object: z.record(z.string(), z.unknown()),
      yaml: z.string(),
    }),
  ),
  refusals: z.array(manifestRefusalSchema),
  routes: z.object({
    created: z.array(routeSchema),
    changed: z.array(routeSchema),
    removed: z.array(routeSchema),
  }),
  findings: z.object({
    introduced: z.array(findingSchema),
    fixed: z.array(findingSchema),
    unchanged: z.number().int(),
  }),
  conflicts: z.array(routeConflictSchema),
  neededGrants: z.array(
    z.object({
      namespace: z.string(),
      service: z.string(),
      included: z.boolean(),
    }),
  ),
  unknown: z
    .array(
      z.object({ cluster: z.string(), kinds: z.array(kindKnowledgeSchema) }),
    )
    .describe('Clusters and kinds that could not be looked at in full'),
  hidden: z
    .number()
    .int()
    .describe(
      'How many routes and findings concern entities that the reader may not see',
    ),
});
export type RouteEffect = z.infer<typeof routeEffectSchema>;
