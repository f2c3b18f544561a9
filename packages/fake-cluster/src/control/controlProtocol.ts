import { z } from 'zod';
import { faultSchema } from '../faults/Fault';

/** The file in the state directory that tells where the control endpoint is; readable by its owner only. */
export const CONTROL_FILE = 'control.json';

export const controlAddressSchema = z.object({
  url: z.string(),
  token: z.string(),
});

export const activeFaultSchema = z.object({
  id: z.string(),
  fault: faultSchema,
  hits: z.number(),
});

export const clusterStateSchema = z.object({
  name: z.string(),
  url: z.string(),
  running: z.boolean(),
  openWatches: z.number(),
  faults: z.array(activeFaultSchema),
});

/** What the control endpoint says about one cluster. */
export type ClusterState = z.output<typeof clusterStateSchema>;

export const controlErrorSchema = z.object({ error: z.string() });
