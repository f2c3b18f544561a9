import { z } from 'zod';

const target = {
  /** A plural (`httproutes`) or qualified name (`httproutes.gateway.networking.k8s.io`); absent means every kind. */
  resource: z.string().optional(),
  /** An RBAC verb (`list`, `watch`, `get`, …); absent means every verb. */
  verb: z.string().optional(),
  /** The name of one user; absent means everyone. */
  user: z.string().optional(),
  /** The beginning of a path (`/apis`), which also reaches requests that are no kind's. */
  path: z.string().optional(),
  /** How many requests or watches that fit go by unharmed first; none by default. */
  after: z.number().int().nonnegative().optional(),
  /** How many requests or watches it meets before it is over; absent means until cleared. */
  count: z.number().int().positive().optional(),
};

/**
 * How the cluster can be told to misbehave. Faults named after a watch also meet the watches that are open when they are
 * set.
 */
export const faultSchema = z.discriminatedUnion('type', [
  /** Answers with a failure and its real Status body; 429 and 503 carry Retry-After. */
  z.strictObject({
    type: z.literal('status'),
    ...target,
    status: z.union([
      z.literal(401),
      z.literal(403),
      z.literal(404),
      z.literal(409),
      z.literal(410),
      z.literal(429),
      z.literal(500),
      z.literal(503),
      z.literal(504),
    ]),
    message: z.string().optional(),
    retryAfterSeconds: z.number().int().nonnegative().optional(),
  }),
  /** Accepts the request and never answers. */
  z.strictObject({ type: z.literal('hang'), ...target }),
  /** Answers after a delay. */
  z.strictObject({
    type: z.literal('slow'),
    ...target,
    delayMs: z.number().int().nonnegative(),
  }),
  /** Sends so many bytes of a body, or so many more of an open watch, and resets the connection: mid-line, usually. */
  z.strictObject({
    type: z.literal('cut-body'),
    ...target,
    afterBytes: z.number().int().nonnegative(),
  }),
  /** Resets the connection of a watch between two events. */
  z.strictObject({ type: z.literal('cut-watch'), ...target }),
  /** Ends a watch cleanly, as its time-out does. */
  z.strictObject({ type: z.literal('end-watch'), ...target }),
  /** Writes a line that is no JSON into a watch. */
  z.strictObject({ type: z.literal('malformed-line'), ...target }),
  /** Writes an ERROR event with code 410 into a watch and ends it. */
  z.strictObject({ type: z.literal('expired-event'), ...target }),
  /** A watch goes silent for good, without events or bookmarks, while its connection stays open. */
  z.strictObject({ type: z.literal('half-open'), ...target }),
  /** Compresses watches for clients that accept gzip, buffered as compressing proxies do, so that events are held back. */
  z.strictObject({ type: z.literal('gzip-watch'), ...target }),
  /** Answers the next page of a paged list with 410 and a continue token for the inconsistent rest. */
  z.strictObject({ type: z.literal('expire-continue'), ...target }),
  /** Custom kinds answer 429 "storage is (re)initializing" to unpaged lists, lists with a selector and watches. */
  z.strictObject({ type: z.literal('initializing'), ...target }),
  /** The window after a restart: the next requests get 403, those after them 503, then all is well. */
  z.strictObject({
    type: z.literal('start-up'),
    forbidden: z.number().int().nonnegative().default(2),
    unavailable: z.number().int().nonnegative().default(2),
  }),
  /** The kind is not installed: out of discovery, its path answers 404 as plain text. Its objects come back with it. */
  z.strictObject({ type: z.literal('absent'), resource: z.string() }),
]);

/** A fault as it is asked for; see {@link faultSchema}. */
export type FaultRequest = z.input<typeof faultSchema>;

/** A fault with its defaults filled in. */
export type Fault = z.output<typeof faultSchema>;

/** The names of all faults. */
export const FAULT_TYPES: readonly Fault['type'][] = faultSchema.options.map(
  option => option.shape.type.value,
);

/** A fault in force. */
export interface ActiveFault {
  id: string;
  fault: Fault;
  /** How many requests or watches it has met so far. */
  hits: number;
}
