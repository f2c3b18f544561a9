import { z } from 'zod';
import { clusterFreshnessSchema } from './cluster';
import { dependencySchema } from './dependency';
import { findingSchema } from './finding';
import { objectRefSchema } from './objectRef';
import { policySchema } from './policy';
import { requestExplanationSchema } from './requestTest';
import {
  attachmentSchema,
  gatewaySchema,
  listenerSchema,
  routeSchema,
} from './route';
import { workloadSchema } from './workload';

/** Something in the input that could not be read or is not interpreted; the rest is unaffected. */
export const analysisProblemSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  object: objectRefSchema.optional(),
  path: z.string().optional(),
});
export type AnalysisProblem = z.infer<typeof analysisProblemSchema>;

/** A finding, and where the object that it is about was written in the input. */
export const analysisFindingSchema = findingSchema.extend({
  location: z
    .object({
      file: z.string().optional(),
      line: z.number().int().optional(),
    })
    .optional(),
});
export type AnalysisFinding = z.infer<typeof analysisFindingSchema>;

/** Raised when a field of the result changes its meaning or goes away. */
export const ANALYSIS_SCHEMA_VERSION = '1';

/** The versioned result of `analyze(documents)`. */
export const analysisSchema = z.object({
  schemaVersion: z.literal(ANALYSIS_SCHEMA_VERSION),
  clusters: z.array(clusterFreshnessSchema),
  gateways: z.array(gatewaySchema),
  listeners: z.array(listenerSchema),
  attachments: z.array(attachmentSchema),
  routes: z.array(routeSchema),
  policies: z
    .array(policySchema)
    .describe('Policy objects (GEP-713), with what becomes of each'),
  workloads: z.array(workloadSchema),
  dependencies: z.array(dependencySchema),
  findings: z.array(analysisFindingSchema),
  problems: z.array(analysisProblemSchema),
  requests: z
    .array(requestExplanationSchema)
    .optional()
    .describe('The answers to what was asked with `--request`'),
});
export type Analysis = z.infer<typeof analysisSchema>;
