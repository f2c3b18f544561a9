import { z } from 'zod';
import { objectRefSchema, provenanceSchema } from './objectRef';
import { conditionSchema, controllerVerdictSchema } from './verdict';

/** What a policy is about. `other` is a policy that was seen and whose subject none of these names. */
export const policyAspectSchema = z.enum([
  'authentication',
  'authorization',
  'client-certificate',
  'ip-allow-list',
  'rate-limit',
  'retry',
  'timeout',
  'load-balancing',
  'session-affinity',
  'circuit-breaker',
  'health-check',
  'connection',
  'cors',
  'headers',
  'rewrite',
  'redirect',
  'mirror',
  'canary',
  'fault',
  'compression',
  'body-size',
  'extension',
  'listener-tls',
  'backend-tls',
  'mesh-tls',
  'failover',
  'response',
  'other',
]);
export type PolicyAspect = z.infer<typeof policyAspectSchema>;

/**
 * What becomes of a policy at one place (GEP-713, PolicyStatus): what is predicted, in the API’s conditions, and what its
 * controller says of its current generation. `predicted` is empty where no rule tells.
 */
export const policyStatusSchema = z.object({
  predicted: z
    .array(conditionSchema)
    .describe(
      'Accepted (Accepted, Conflicted, Invalid, TargetNotFound, …); Overridden, Merged and ResolvedRefs where they are written',
    ),
  reported: controllerVerdictSchema,
  agreement: z.enum(['agree', 'disagree', 'not-comparable']),
});
export type PolicyStatus = z.infer<typeof policyStatusSchema>;

/** One ancestor of a policy: mostly the Gateway, or one listener of it, at which it has an effect. */
export const policyAncestorSchema = policyStatusSchema.extend({
  ref: objectRefSchema,
  sectionName: z.string().nullable(),
  controller: z.string().nullable(),
});
export type PolicyAncestor = z.infer<typeof policyAncestorSchema>;

/** One policy object (GEP-713): what it is attached to, and what becomes of it at each ancestor. */
export const policySchema = z.object({
  object: objectRefSchema,
  targets: z.array(
    z.object({
      ref: objectRefSchema,
      sectionName: z
        .string()
        .nullable()
        .describe('A listener, a rule by its name, or a port of a Service'),
      state: z
        .enum(['resolved', 'missing', 'unknown'])
        .describe('Whether the object is there; a section is not looked up'),
    }),
  ),
  ancestors: z
    .array(policyAncestorSchema)
    .describe(
      'None where no controller that is in sight minds any of its targets',
    ),
});
export type Policy = z.infer<typeof policySchema>;

/**
 * One thing that is set for a route, by the object and field that set it. `in-force`; `overridden` by another object (which
 * `by` names); `not-accepted` by its controller; `not-interpreted`: it is there and what it does was not read; `unknown`:
 * what decides it could not be looked at.
 */
export const routePolicySchema = z.object({
  aspect: policyAspectSchema,
  summary: z
    .string()
    .describe(
      'In the API’s own words, short: `JWT from issuer https://id.example.com`, `100 per minute`',
    ),
  params: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('The values behind the summary, by the API’s own field names'),
  state: z.enum([
    'in-force',
    'overridden',
    'not-accepted',
    'not-interpreted',
    'unknown',
  ]),
  setBy: provenanceSchema,
  by: provenanceSchema
    .optional()
    .describe('What overrides it; absent when nothing does'),
  status: policyStatusSchema
    .optional()
    .describe(
      'What becomes of the policy object at the door of the route; absent where the object is no policy that has a status',
    ),
});
export type RoutePolicy = z.infer<typeof routePolicySchema>;
