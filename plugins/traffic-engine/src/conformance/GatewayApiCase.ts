import { z } from 'zod';

/** One line of `gateway-api-conformance.jsonl`, as far as it is read here. */
const requestSchema = z.object({
  gateway: z.string(),
  sni: z.string().nullish(),
  request: z.object({
    host: z.string().nullable(),
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()).nullable(),
  }),
  status: z.union([z.number(), z.array(z.number())]).nullable(),
  backend: z.string().nullable(),
  redirect: z
    .object({
      scheme: z.string().optional(),
      host: z.string().optional(),
      port: z.string().optional(),
      path: z.string().optional(),
    })
    .optional(),
  seenByBackend: z
    .object({ host: z.string().optional(), path: z.string().optional() })
    .optional(),
  absentResponseHeaders: z.array(z.string()).optional(),
  mirroredTo: z
    .array(
      z.object({
        BackendRef: z.object({ Name: z.string(), Namespace: z.string() }),
      }),
    )
    .optional(),
  rejected: z.boolean().optional(),
  afterMutation: z.boolean().optional(),
});
export type ConformanceRequest = z.output<typeof requestSchema>;

/** A request over TLS, or only a handshake that must be refused. */
const tlsSchema = requestSchema.extend({
  sni: z.string().nullish(),
  request: requestSchema.shape.request.optional(),
  status: requestSchema.shape.status.optional(),
  backend: requestSchema.shape.backend.optional(),
});
export type ConformanceTls = z.output<typeof tlsSchema>;

const grpcSchema = z.object({
  gateway: z.string(),
  method: z.string(),
  request: z
    .object({
      Authority: z.string().optional(),
      Metadata: z.record(z.string(), z.string()).optional(),
    })
    .nullable(),
  code: z.string().nullable(),
  backend: z.string().nullable(),
  afterMutation: z.boolean().optional(),
});
export type ConformanceGrpc = z.output<typeof grpcSchema>;

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().nullish(),
});

const statusSchema = z.object({
  on: z.string(),
  kind: z.string().nullish(),
  route: z.string().optional(),
  gateway: z.string().optional(),
  object: z.string().optional(),
  parent: z.string().nullish(),
  listener: z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().nullish(),
  listeners: z.array(z.string()).optional(),
  noAcceptedParents: z.boolean().optional(),
  attachedRoutes: z.number().optional(),
  attachedListenerSets: z.number().optional(),
  supportedKinds: z.array(z.string()).optional(),
  conditions: z.array(conditionSchema).optional(),
  afterMutation: z.boolean().optional(),
});
export type ConformanceStatus = z.output<typeof statusSchema>;

export const gatewayApiCaseSchema = z.object({
  id: z.string(),
  features: z.array(z.string()),
  docs: z.array(z.unknown()),
  expected: z.object({
    requests: z.array(requestSchema),
    tls: z.array(tlsSchema),
    grpc: z.array(grpcSchema),
    statuses: z.array(statusSchema),
  }),
});
export type GatewayApiCase = z.output<typeof gatewayApiCaseSchema>;
