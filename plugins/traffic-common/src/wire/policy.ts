import { z } from 'zod';
import { provenanceSchema } from './objectRef';

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
});
export type RoutePolicy = z.infer<typeof routePolicySchema>;
