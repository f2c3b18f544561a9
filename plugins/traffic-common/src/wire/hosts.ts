import { z } from 'zod';
import { clusterFreshnessSchema } from './cluster';
import { objectRefSchema } from './objectRef';
import { hostSchema, routeSchema } from './route';

/** Why nobody owns a host: what was looked at on the way from the route to an entity, and where the way ended. */
export const unownedReasonSchema = z.enum([
  'no-backend',
  'backend-not-resolved',
  'no-workload',
  'workload-not-claimed',
  'not-known',
]);
export type UnownedReason = z.infer<typeof unownedReasonSchema>;

/** One host over all clusters: whose it is through the backends of its routes, and how it does. */
export const hostRowSchema = z.object({
  host: hostSchema,
  entities: z.array(z.string()),
  owners: z.array(z.string()),
  unowned: unownedReasonSchema.nullable(),
  clusters: z.array(z.string()),
  routes: z.array(objectRefSchema),
  verdict: routeSchema.shape.predicted.shape.state,
});
export type HostRow = z.infer<typeof hostRowSchema>;

export const hostListSchema = z.object({
  hosts: z.array(hostRowSchema),
  clusters: z.array(clusterFreshnessSchema),
});
export type HostList = z.infer<typeof hostListSchema>;
