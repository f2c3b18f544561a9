import { z } from 'zod';
import { VIRTUAL_SERVICE } from '../kinds';
import {
  flag,
  labels,
  listOf,
  numeric,
  optional,
  portNumber,
  text,
  texts,
} from './fields';
import { compareByAge, istioReader, type IstioObject } from './istioObjects';
import { withExportDefault } from './withExportDefault';
import { stringMatch } from './stringMatch';

const destination = z.object({
  host: z.string(),
  subset: text,
  port: optional(z.object({ number: portNumber })),
});
export type Destination = z.output<typeof destination>;

const matches = z
  .record(z.string(), stringMatch)
  .nullish()
  .transform(map => map ?? {});

const headerChanges = optional(
  z.object({ set: labels, add: labels, remove: texts }),
);
const headers = optional(
  z.object({ request: headerChanges, response: headerChanges }),
);

const percentage = optional(z.object({ value: numeric }));

const httpMatch = z.object({
  name: text,
  uri: optional(stringMatch),
  scheme: optional(stringMatch),
  method: optional(stringMatch),
  authority: optional(stringMatch),
  headers: matches,
  withoutHeaders: matches,
  queryParams: matches,
  ignoreUriCase: flag,
  port: portNumber,
  sourceLabels: labels,
  sourceNamespace: text,
  gateways: texts,
});
export type HttpMatch = z.output<typeof httpMatch>;

const weighted = z.object({ destination, weight: numeric });
export type WeightedDestination = z.output<typeof weighted>;

const redirect = z.object({
  uri: text,
  prefixRewrite: text,
  authority: text,
  port: portNumber,
  derivePort: text,
  scheme: text,
  redirectCode: numeric,
});
export type HttpRedirect = z.output<typeof redirect>;

const rewrite = z.object({
  uri: text,
  authority: text,
  uriRegexRewrite: optional(z.object({ match: text, rewrite: text })),
});

const retries = z.object({
  attempts: numeric,
  perTryTimeout: text,
  retryOn: text,
  backoff: text,
  retryRemoteLocalities: flag,
  retryIgnorePreviousHosts: flag,
});

const fault = z.object({
  delay: optional(z.object({ fixedDelay: text, percent: numeric, percentage })),
  abort: optional(
    z.object({
      httpStatus: numeric,
      grpcStatus: text,
      http2Error: text,
      percentage,
    }),
  ),
});

const cors = z.object({
  allowOrigins: listOf(stringMatch),
  allowOrigin: texts,
  allowMethods: texts,
  allowHeaders: texts,
  exposeHeaders: texts,
  maxAge: text,
  allowCredentials: flag,
  unmatchedPreflights: text,
});

const httpRoute = z.object({
  name: text,
  match: listOf(httpMatch),
  route: listOf(weighted.extend({ headers })),
  redirect: optional(redirect),
  directResponse: optional(
    z.object({
      status: z.number().int(),
      body: optional(z.object({ string: text, bytes: text })),
    }),
  ),
  delegate: optional(z.object({ name: text, namespace: text })),
  rewrite: optional(rewrite),
  timeout: text,
  retries: optional(retries),
  fault: optional(fault),
  mirror: optional(destination),
  mirrorPercentage: percentage,
  mirrorPercent: numeric,
  mirror_percent: numeric,
  mirrors: listOf(z.object({ destination, percentage })),
  corsPolicy: optional(cors),
  headers,
});
export type HttpRoute = z.output<typeof httpRoute>;

const l4Match = {
  destinationSubnets: texts,
  port: portNumber,
  sourceLabels: labels,
  sourceNamespace: text,
  gateways: texts,
};
const tlsRoute = z.object({
  match: listOf(z.object({ ...l4Match, sniHosts: texts })),
  route: listOf(weighted),
});
export type TlsRoute = z.output<typeof tlsRoute>;

const tcpRoute = z.object({
  match: listOf(z.object({ ...l4Match, sourceSubnet: text })),
  route: listOf(weighted),
});
export type TcpRoute = z.output<typeof tcpRoute>;

const virtualServiceSpec = z.object({
  hosts: texts,
  gateways: texts,
  http: listOf(httpRoute),
  tls: listOf(tlsRoute),
  tcp: listOf(tcpRoute),
  exportTo: texts,
});

export type VirtualService = IstioObject<z.output<typeof virtualServiceSpec>>;

export const virtualServices = withExportDefault(
  istioReader(VIRTUAL_SERVICE, virtualServiceSpec),
  'virtualService',
);

/**
 * The order in which istiod merges those that are alike: those without delegates first, whatever their age (it puts delegates
 * in after it sorted them, mergeVirtualServicesIfNeeded), then the oldest.
 */
export function compareInMergeOrder(
  a: VirtualService,
  b: VirtualService,
): number {
  return Number(delegates(a)) - Number(delegates(b)) || compareByAge(a, b);
}

function delegates({ spec }: VirtualService): boolean {
  return spec.http.some(({ delegate }) => delegate !== null);
}
