import { parseJson } from '@portolan/cluster-client';
import { z } from 'zod';

/** One line of a watch. `malformed` is a line that is no event: what it said is lost, so only a new LIST helps. */
export type WatchEvent =
  | { type: 'upsert'; object: unknown; resourceVersion: string }
  | { type: 'delete'; object: unknown; resourceVersion: string }
  | { type: 'bookmark'; resourceVersion: string }
  | { type: 'error'; code: number; retryAfterMs?: number }
  | { type: 'malformed' };

const versionedSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string().min(1) }),
});
const statusSchema = z.looseObject({
  code: z.number(),
  details: z
    .looseObject({ retryAfterSeconds: z.number().nonnegative().nullish() })
    .nullish(),
});
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ADDED'), object: versionedSchema }),
  z.object({ type: z.literal('MODIFIED'), object: versionedSchema }),
  z.object({ type: z.literal('DELETED'), object: versionedSchema }),
  z.object({ type: z.literal('BOOKMARK'), object: versionedSchema }),
  z.object({ type: z.literal('ERROR'), object: statusSchema }),
]);

export function parseWatchEvent(line: string): WatchEvent {
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) {
    return { type: 'malformed' };
  }
  const event = parsed.data;
  if (event.type === 'ERROR') {
    const seconds = event.object.details?.retryAfterSeconds;
    return {
      type: 'error',
      code: event.object.code,
      retryAfterMs: seconds ? seconds * 1000 : undefined,
    };
  }
  const { resourceVersion } = event.object.metadata;
  switch (event.type) {
    case 'BOOKMARK':
      return { type: 'bookmark', resourceVersion };
    case 'DELETED':
      return { type: 'delete', object: event.object, resourceVersion };
    default:
      return { type: 'upsert', object: event.object, resourceVersion };
  }
}
