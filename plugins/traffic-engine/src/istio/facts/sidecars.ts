import { z } from 'zod';
import { SIDECAR } from '../kinds';
import {
  labels,
  listOf,
  numeric,
  optional,
  portNumber,
  text,
  texts,
} from './fields';
import { istioReader, type IstioObject } from './istioObjects';

const port = optional(
  z.object({
    number: portNumber,
    protocol: text,
    name: text,
    targetPort: numeric,
  }),
);

const sidecarSpec = z.object({
  workloadSelector: optional(z.object({ labels })),
  ingress: listOf(z.object({ port, bind: text, defaultEndpoint: text })),
  egress: listOf(
    z.object({ port, bind: text, captureMode: text, hosts: texts }),
  ),
  outboundTrafficPolicy: optional(
    z.object({
      mode: text,
      egressProxy: optional(
        z.object({
          host: text,
          subset: text,
          port: optional(z.object({ number: portNumber })),
        }),
      ),
    }),
  ),
});

export type Sidecar = IstioObject<z.output<typeof sidecarSpec>>;

export const sidecars = istioReader(SIDECAR, sidecarSpec);
