import { z } from 'zod';

/**
 * Where an observed call went: a host name, a Service of the cluster, a bare name that the telemetry gives its peer, or
 * somewhere that it did not record.
 */
export const observedDestinationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('host'), host: z.string().min(1) }),
  z.object({
    kind: z.literal('service'),
    namespace: z.string().min(1),
    name: z.string().min(1),
  }),
  z.object({ kind: z.literal('name'), name: z.string().min(1) }),
  z.object({ kind: z.literal('unknown'), why: z.string() }),
]);
export type ObservedDestination = z.infer<typeof observedDestinationSchema>;

/** Calls of one workload to one destination in the window; a namespace of '' is one that the telemetry does not know. */
export const observedCallSchema = z.object({
  preset: z.string(),
  namespace: z.string(),
  workload: z.string().min(1),
  destination: observedDestinationSchema,
  port: z.number().int().min(1).max(65_535).nullable().default(null),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).nullable().default(null),
  ratePerSecond: z.number().nonnegative(),
  errorShare: z.number().min(0).max(1).nullable().default(null),
  refused: z.boolean().default(false),
  lastSeen: z.string().describe('ISO time'),
});
export type ObservedCall = z.infer<typeof observedCallSchema>;

/** Whether one kind of telemetry could be asked; `problem` is a sentence without credentials. */
export const telemetryStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('answered'), preset: z.string() }),
  z.object({
    state: z.literal('unreachable'),
    preset: z.string(),
    since: z.string().describe('ISO time'),
    problem: z.string(),
  }),
]);
export type TelemetryState = z.infer<typeof telemetryStateSchema>;

/** What telemetry says of one cluster. A workload that is not `covered` has no telemetry, so not seeing it says nothing. */
export const clusterTelemetrySchema = z.object({
  windowSeconds: z.number().int().positive(),
  states: z.array(telemetryStateSchema).min(1),
  covered: z
    .array(z.object({ namespace: z.string(), workload: z.string().min(1) }))
    .default([]),
  calls: z.array(observedCallSchema).default([]),
});
export type ClusterTelemetry = z.infer<typeof clusterTelemetrySchema> & {
  readonly cluster: string;
};
