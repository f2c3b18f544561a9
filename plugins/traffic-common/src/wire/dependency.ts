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
  detail: z
    .string()
    .optional()
    .describe(
      'What was found there, without credentials: `postgres://db:5432`',
    ),
  requestPath: z
    .string()
    .optional()
    .describe(
      'The path of a URL that was found, as far as it is made of names: `/orders/v1`',
    ),
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
    'mutual-tls-required',
    'tunnel-port-closed',
    'depends-on-peer',
    'depends-on-address',
    'depends-on-port',
    'depends-on-named-port',
    'depends-on-cni',
    'kind-not-known',
    'policy-not-readable',
    'pods-differ',
    'not-evaluated',
    'proxy-refuses',
    'proxy-allows',
    'not-interpreted',
  ]),
  rules: z.array(provenanceSchema),
  because: kindStatusSchema.optional(),
});
export type LayerVerdict = z.infer<typeof layerVerdictSchema>;

/** Seen in a window of time, by telemetry. `coverage` says whether there is any telemetry of the workload at all. */
export const observationSchema = z.object({
  answer: z.enum(['yes', 'no', 'no-telemetry', 'unknown']),
  coverage: z.boolean().optional(),
  windowSeconds: z.number().int().optional(),
  lastSeen: z
    .string()
    .optional()
    .describe('ISO time, to the minute: it was seen then, and maybe later'),
  ratePerSecond: z.number().nonnegative().optional(),
  errorShare: z.number().min(0).max(1).optional(),
  refused: z
    .boolean()
    .optional()
    .describe('Connections were refused by a policy or a proxy in the window'),
  presets: z
    .array(z.string())
    .optional()
    .describe(
      'Which telemetry says so: istio, cilium-hubble, otel-service-graph',
    ),
  problem: z
    .string()
    .optional()
    .describe('A sentence when telemetry could not be asked'),
});
export type Observation = z.infer<typeof observationSchema>;

/** How connections leave: straight from the pod, through egress gateways (which `through` names), or not known. */
export const wayOutSchema = z.object({
  kind: z.enum(['direct', 'egress-gateway', 'waypoint', 'not-known']),
  through: z.array(objectRefSchema).optional(),
  provenance: z.array(provenanceSchema).optional(),
});
export type WayOut = z.infer<typeof wayOutSchema>;

/** The address that the destination sees: read in a cluster, stated by the operator in the configuration, or not known. */
export const sourceAddressSchema = z.object({
  state: z.enum(['known', 'stated-by-operator', 'not-known']),
  addresses: z.array(z.string()).optional(),
  provenance: z.array(provenanceSchema).optional(),
});
export type SourceAddress = z.infer<typeof sourceAddressSchema>;

/** TLS that something on the way adds to what the workload sends; absent where nothing is known to do so. */
export const tlsOriginationSchema = z.object({
  mode: z.enum(['disabled', 'simple', 'mutual', 'mesh-mutual']),
  verifies: z
    .boolean()
    .nullable()
    .describe('Whether the server’s certificate is checked; null: not known'),
  provenance: provenanceSchema,
});
export type TlsOrigination = z.infer<typeof tlsOriginationSchema>;

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
  observed: observationSchema,
  via: wayOutSchema,
  sourceAddress: sourceAddressSchema,
  tls: tlsOriginationSchema.optional(),
  destinationEntities: z.array(z.string()),
  destinationGroup: z
    .string()
    .optional()
    .describe(
      'The registrable domain of a host that no entity owns: `stripe.com`',
    ),
  hairpin: z
    .array(z.string())
    .optional()
    .describe('Ids of our own routes that serve this host from outside'),
});
export type Dependency = z.infer<typeof dependencySchema>;
