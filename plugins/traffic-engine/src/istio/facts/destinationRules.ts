import { z } from 'zod';
import { DESTINATION_RULE } from '../kinds';
import {
  flag,
  labels,
  listOf,
  numeric,
  optional,
  portNumber,
  text,
  texts,
  workloadSelector,
} from './fields';
import { istioReader, type IstioObject } from './istioObjects';
import { withExportDefault } from './withExportDefault';

const consistentHash = z.object({
  httpHeaderName: text,
  httpQueryParameterName: text,
  useSourceIp: flag,
  httpCookie: optional(z.object({ name: text, path: text, ttl: text })),
  minimumRingSize: numeric,
  ringHash: optional(z.object({ minimumRingSize: numeric })),
  maglev: optional(z.object({ tableSize: numeric })),
});

const fromTo = z.object({ from: text, to: text });

const loadBalancer = z.object({
  simple: text,
  consistentHash: optional(consistentHash),
  localityLbSetting: optional(
    z.object({
      enabled: flag,
      distribute: listOf(
        z.object({
          from: text,
          to: z.record(z.string(), z.number()).nullish(),
        }),
      ),
      failover: listOf(fromTo),
      failoverPriority: texts,
    }),
  ),
  warmupDurationSecs: text,
  warmup: optional(z.object({ duration: text })),
});

const connectionPool = z.object({
  tcp: optional(
    z.object({
      maxConnections: numeric,
      connectTimeout: text,
      idleTimeout: text,
      maxConnectionDuration: text,
    }),
  ),
  http: optional(
    z.object({
      http1MaxPendingRequests: numeric,
      http2MaxRequests: numeric,
      maxRequestsPerConnection: numeric,
      maxRetries: numeric,
      idleTimeout: text,
      h2UpgradePolicy: text,
      useClientProtocol: flag,
      maxConcurrentStreams: numeric,
    }),
  ),
});

const outlierDetection = z.object({
  consecutiveErrors: numeric,
  consecutive5xxErrors: numeric,
  consecutiveGatewayErrors: numeric,
  consecutiveLocalOriginFailures: numeric,
  interval: text,
  baseEjectionTime: text,
  maxEjectionPercent: numeric,
  minHealthPercent: numeric,
});

const clientTls = z.object({
  mode: text,
  clientCertificate: text,
  caCertificates: text,
  credentialName: text,
  subjectAltNames: texts,
  sni: text,
  insecureSkipVerify: flag,
});
export type ClientTls = z.output<typeof clientTls>;

const settings = {
  loadBalancer: optional(loadBalancer),
  connectionPool: optional(connectionPool),
  outlierDetection: optional(outlierDetection),
  tls: optional(clientTls),
};

const portPolicy = z.object({
  ...settings,
  port: optional(z.object({ number: portNumber })),
});
export type PortTrafficPolicy = z.output<typeof portPolicy>;

const trafficPolicy = z.object({
  ...settings,
  portLevelSettings: listOf(portPolicy),
  tunnel: optional(
    z.object({ protocol: text, targetHost: text, targetPort: numeric }),
  ),
  proxyProtocol: optional(z.object({ version: text })),
  retryBudget: optional(
    z.object({ percent: numeric, minRetryConcurrency: numeric }),
  ),
});
export type TrafficPolicy = z.output<typeof trafficPolicy>;

const subset = z.object({
  name: z.string(),
  labels,
  trafficPolicy: optional(trafficPolicy),
});
export type Subset = z.output<typeof subset>;

const destinationRuleSpec = z.object({
  host: z.string(),
  trafficPolicy: optional(trafficPolicy),
  subsets: listOf(subset),
  exportTo: texts,
  workloadSelector,
});

export type DestinationRule = IstioObject<z.output<typeof destinationRuleSpec>>;

export const destinationRules = withExportDefault(
  istioReader(DESTINATION_RULE, destinationRuleSpec),
  'destinationRule',
);
