import { z } from 'zod';
import { PEER_AUTHENTICATION } from '../kinds';
import { optional, text, workloadSelector } from './fields';
import { istioReader, type IstioObject } from './istioObjects';

const mutualTls = z.object({ mode: text });

const peerAuthenticationSpec = z.object({
  selector: workloadSelector,
  mtls: optional(mutualTls),
  /** By port number of the workload. */
  portLevelMtls: z
    .record(z.string(), mutualTls)
    .nullish()
    .transform(ports => ports ?? {}),
});

export type PeerAuthentication = IstioObject<
  z.output<typeof peerAuthenticationSpec>
>;

export const peerAuthentications = istioReader(
  PEER_AUTHENTICATION,
  peerAuthenticationSpec,
);
