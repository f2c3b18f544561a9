import { z } from 'zod';
import { layerVerdictSchema } from './dependency';

/**
 * How much of a side policies leave open: `some` is at most what the rules open that are named with it; `unknown` where a
 * policy may not be read, or is not interpreted.
 */
export const openShareSchema = z.enum(['all', 'some', 'none', 'unknown']);
export type OpenShare = z.infer<typeof openShareSchema>;

/**
 * What the policies of all layers together do to the pods of a workload in one direction: `not-selected` (no policy is about
 * them, so everything is allowed), `open` (policies select them and allow everything), `dns-only` (nothing but the ports of
 * DNS), `closed` (nothing), `restricted` (not all of it, and at most what the rules open: where one layer denies just what
 * another one allows, nothing may be left), `unknown` (could not look, or could not read).
 */
export const directionIsolationSchema = z.object({
  state: z.enum([
    'not-selected',
    'open',
    'dns-only',
    'closed',
    'restricted',
    'unknown',
  ]),
  inside: openShareSchema.describe('Towards or from pods of the cluster'),
  outside: openShareSchema.describe('Towards or from addresses outside'),
  podsDiffer: z
    .boolean()
    .describe('Not the same policies hold for all pods of the workload'),
  layers: z
    .array(layerVerdictSchema)
    .describe('The layers that make it so, with their rules'),
});
export type DirectionIsolation = z.infer<typeof directionIsolationSchema>;

/** What policies leave open of a workload, whoever is at the other end. */
export const isolationSchema = z.object({
  egress: directionIsolationSchema,
  ingress: directionIsolationSchema,
});
export type Isolation = z.infer<typeof isolationSchema>;
