import { z } from 'zod';

/** The channel that says "something changed"; it carries no fact, so it needs no permission of its own. */
export const TRAFFIC_SIGNAL_CHANNEL = 'traffic';

export const trafficSignalSchema = z.object({ type: z.literal('changed') });
export type TrafficSignal = z.infer<typeof trafficSignalSchema>;
