import { z } from 'zod';
import { objectRefSchema } from './objectRef';
import { addressSchema } from './route';

/** One Service of an entity that a new route can lead to. */
export const serviceOptionSchema = z.object({
  service: objectRefSchema,
  ports: z.array(
    z.object({
      name: z.string(),
      port: z.number().int(),
      protocol: z.string(),
    }),
  ),
});
export type ServiceOption = z.infer<typeof serviceOptionSchema>;

/** One listener, and whether it would take a route from the namespace; `reason` is the API's own word for why not. */
export const listenerOptionSchema = z.object({
  gateway: objectRefSchema,
  listener: z.string(),
  protocol: z.string(),
  port: z.number().int(),
  hostname: z.string().nullable(),
  addresses: z.array(addressSchema),
  accepts: z.enum(['yes', 'no', 'unknown']),
  reason: z.string().nullable(),
});
export type ListenerOption = z.infer<typeof listenerOptionSchema>;

/** What a form can offer in one cluster for routes made in one namespace. */
export const routeOptionsSchema = z.object({
  places: z.array(
    z.object({
      cluster: z.string(),
      namespace: z.string(),
      apply: z.discriminatedUnion('state', [
        z.object({ state: z.literal('allowed') }),
        z.object({ state: z.literal('not-allowed'), message: z.string() }),
      ]),
      services: z.array(serviceOptionSchema),
      listeners: z.array(listenerOptionSchema),
    }),
  ),
});
export type RouteOptions = z.infer<typeof routeOptionsSchema>;

/** What was written: each object, and whether it was new, changed, or there already as asked for. */
export const routeAppliedSchema = z.object({
  objects: z.array(
    z.object({
      ref: objectRefSchema,
      action: z.enum(['created', 'updated', 'unchanged']),
    }),
  ),
  urls: z.array(z.string()),
});
export type RouteApplied = z.infer<typeof routeAppliedSchema>;
