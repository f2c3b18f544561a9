import type { RouteProposal } from '@portolan/plugin-traffic-common';
import type { z as zod } from 'zod/v3';

/** The inputs that both actions share: one rule of one HTTPRoute, as a form or a hand-written step gives it. */
export function createRouteInput(z: typeof zod) {
  return z.object({
    entityRef: z
      .string()
      .describe('The component that the route is for: component:default/cart'),
    cluster: z.string().describe('The cluster to make the route in'),
    namespace: z.string().describe('The namespace to make the HTTPRoute in'),
    name: z.string().describe('The name of the HTTPRoute'),
    gateway: z
      .object({
        namespace: z.string(),
        name: z.string(),
        listener: z
          .string()
          .optional()
          .describe('One listener of it; any that accepts when left out'),
      })
      .describe('The Gateway that serves the route'),
    hostnames: z
      .array(z.string())
      .optional()
      .describe("The hosts; the listener's own when left out"),
    path: z
      .object({ type: z.enum(['Exact', 'PathPrefix']), value: z.string() })
      .optional()
      .describe('Which paths are meant; all of them when left out'),
    method: z
      .string()
      .optional()
      .describe('One HTTP method; every method when left out or empty'),
    backends: z
      .array(
        z.object({
          service: z.string(),
          port: z.number().int(),
          namespace: z
            .string()
            .optional()
            .describe(
              'Where the Service is; where the HTTPRoute is by default',
            ),
          weight: z
            .number()
            .int()
            .optional()
            .describe('Its part of the requests, in relation to the others'),
        }),
      )
      .describe('The Services that answer'),
    requestTimeout: z
      .string()
      .optional()
      .describe('How long a request may take, such as 10s'),
    includeReferenceGrants: z
      .boolean()
      .optional()
      .describe('Also make the ReferenceGrants that the route needs'),
  });
}
export type RouteInput = zod.infer<ReturnType<typeof createRouteInput>>;

/** What the traffic backend is asked: references and hosts in lower case, and what was left out said aloud. */
export function toProposal(input: RouteInput): RouteProposal {
  const { gateway, namespace } = input;
  return {
    entityRef: input.entityRef.trim().toLocaleLowerCase('en-US'),
    cluster: input.cluster,
    namespace,
    name: input.name,
    gateway: {
      namespace: gateway.namespace,
      name: gateway.name,
      listener: gateway.listener || null,
    },
    hostnames: (input.hostnames ?? []).map(host =>
      host.trim().toLocaleLowerCase('en-US'),
    ),
    path: input.path ?? { type: 'PathPrefix', value: '/' },
    method: input.method || null,
    backends: input.backends.map(backend => ({
      namespace: backend.namespace || namespace,
      service: backend.service,
      port: backend.port,
      weight: backend.weight ?? 1,
    })),
    requestTimeout: input.requestTimeout || null,
    includeReferenceGrants: input.includeReferenceGrants ?? false,
  };
}
