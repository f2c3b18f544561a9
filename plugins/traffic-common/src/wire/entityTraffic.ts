import { z } from 'zod';
import { clusterFreshnessSchema } from './cluster';
import { dependencySchema } from './dependency';
import { findingSchema } from './finding';
import { objectProblemSchema } from './problem';
import { routeSchema } from './route';
import { workloadSchema } from './workload';

/** How an entity is bound to workloads: by which annotations, or that it carries none. */
export const bindingSchema = z.object({
  state: z.enum(['bound', 'no-annotation', 'no-workload', 'unknown']),
  annotations: z.record(z.string(), z.string()),
  problem: z
    .string()
    .optional()
    .describe('A sentence when an annotation cannot be read'),
});
export type Binding = z.infer<typeof bindingSchema>;

/** The answer to "which URLs reach this entity and what does it depend on", with what is not known. */
export const entityTrafficSchema = z.object({
  entityRef: z.string(),
  clusters: z.array(clusterFreshnessSchema),
  binding: bindingSchema,
  workloads: z.array(workloadSchema),
  routes: z.array(routeSchema),
  dependencies: z.array(dependencySchema),
  findings: z.array(findingSchema),
  problems: z
    .array(objectProblemSchema)
    .optional()
    .describe(
      'What could not be read, or is not interpreted, of the objects behind these facts; absent when nothing is',
    ),
  hiddenEntities: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'How many entities are left out by name because the reader may not see them; absent when none is',
    ),
});
export type EntityTraffic = z.infer<typeof entityTrafficSchema>;

export const clusterListSchema = z.object({
  clusters: z.array(clusterFreshnessSchema),
  problem: z
    .string()
    .optional()
    .describe('A sentence when no cluster is configured'),
});
export type ClusterList = z.infer<typeof clusterListSchema>;
