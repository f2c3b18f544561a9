import { z } from 'zod';
import { kindStatusSchema } from './knowledge';
import { objectRefSchema, provenanceSchema } from './objectRef';

/**
 * What a workload goes out to; `peers` are pods of the cluster chosen by selectors, in words: `all`, or `with` and a
 * selector; their namespaces may also be the name of the one.
 */
export const destinationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('host'), host: z.string() }),
  z.object({
    kind: z.literal('cidr'),
    cidr: z.string(),
    except: z.array(z.string()),
  }),
  z.object({ kind: z.literal('service'), service: objectRefSchema }),
  z.object({ kind: z.literal('entity'), entityRef: z.string() }),
  z.object({
    kind: z.literal('peers'),
    namespaces: z.string(),
    pods: z.string(),
  }),
  z.object({ kind: z.literal('anywhere') }),
]);
export type Destination = z.infer<typeof destinationSchema>;

/** A port: a number, a range, a name that the destination resolves, or null for any. */
export const portSchema = z
  .union([
    z.number().int(),
    z.string(),
    z.object({ from: z.number().int(), to: z.number().int() }),
  ])
  .nullable();
export type Port = z.infer<typeof portSchema>;

/** One sign that a dependency exists; `rung` is the confidence ladder, best first. */
export const evidenceSchema = z.object({
  rung: z.enum([
    'observed',
    'declared-workload',
    'declared-namespace',
    'mined',
    'permitted',
  ]),
  source: z.string(),
  provenance: provenanceSchema.nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** One policy layer's answer and the rule that decides; `code` is stable, the sentence is rendered late. */
export const layerVerdictSchema = z.object({
  layer: z.string(),
  direction: z.enum(['egress', 'ingress']),
  verdict: z.enum(['allowed', 'denied', 'unknown']),
  code: z.enum([
    'not-isolated',
    'rule-allows',
    'rule-denies',
    'no-rule-allows',
    'depends-on-address',
    'depends-on-port',
    'depends-on-named-port',
    'depends-on-cni',
    'kind-not-known',
    'policy-not-readable',
    'pods-differ',
    'not-evaluated',
  ]),
  rules: z.array(provenanceSchema),
  because: kindStatusSchema.optional(),
});
export type LayerVerdict = z.infer<typeof layerVerdictSchema>;

/** One (workload, destination, port, protocol) with its evidence and three separate answers. */
export const dependencySchema = z.object({
  id: z.string(),
  cluster: z.string(),
  workload: objectRefSchema,
  entities: z.array(z.string()),
  destination: destinationSchema,
  port: portSchema,
  protocol: z.string().nullable(),
  evidence: z.array(evidenceSchema),
  declared: z.object({ answer: z.enum(['yes', 'no', 'unknown']) }),
  permitted: z.object({
    verdict: z.enum(['allowed', 'denied', 'unknown']),
    layers: z.array(layerVerdictSchema),
  }),
  observed: z.object({ answer: z.enum(['yes', 'no', 'no-telemetry']) }),
  via: z.object({ kind: z.enum(['direct', 'egress-gateway', 'not-known']) }),
  sourceAddress: z.object({ state: z.enum(['not-known']) }),
  destinationEntities: z.array(z.string()),
});
export type Dependency = z.infer<typeof dependencySchema>;
