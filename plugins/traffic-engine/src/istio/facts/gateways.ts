import { z } from 'zod';
import { ISTIO_GATEWAY } from '../kinds';
import { flag, labels, listOf, numeric, optional, text, texts } from './fields';
import { istioReader, type IstioObject } from './istioObjects';

const serverTls = z.object({
  httpsRedirect: flag,
  mode: text,
  credentialName: text,
  credentialNames: texts,
  serverCertificate: text,
  privateKey: text,
  caCertificates: text,
  caCertCredentialName: text,
  subjectAltNames: texts,
  minProtocolVersion: text,
  maxProtocolVersion: text,
});

const server = z.object({
  name: text,
  bind: text,
  hosts: texts,
  port: z.object({
    number: z.number().int(),
    name: text,
    protocol: text,
    targetPort: numeric,
  }),
  tls: optional(serverTls),
  defaultEndpoint: text,
});
export type GatewayServer = z.output<typeof server>;

const gatewaySpec = z.object({ selector: labels, servers: listOf(server) });

/** An Istio `Gateway` (networking.istio.io), not to be confused with the Gateway API's. */
export type IstioGateway = IstioObject<z.output<typeof gatewaySpec>>;

export const istioGateways = istioReader(ISTIO_GATEWAY, gatewaySpec);
