import {
  between,
  failureOfStatus,
  type ReadFailure,
  type Timing,
} from '@portolan/cluster-client';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { childAbort } from './childAbort';
import { parseWatchEvent, type WatchEvent } from './watchEvent';

export interface WatchRequest {
  readonly connection: ClusterConnection;
  readonly path: string;
  /** How the kind is called in sentences. */
  readonly what: string;
  readonly resourceVersion: string;
  /** Parameters that narrow what is read. */
  readonly selection?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timing: Timing;
  readonly silenceMs: number;
  readonly onAccepted: () => void;
  readonly onEvent: (event: PositionedEvent) => void;
}

/** An event that moves the position in the stream. */
export type PositionedEvent = Extract<
  WatchEvent,
  { type: 'upsert' | 'delete' | 'bookmark' }
>;

/**
 * How a watch ended. `ended`: the server closed it in order; `broken`: the connection broke after it was accepted;
 * `silent`: nothing came for too long; `expired`: the position is too old; `malformed`: a line was no event;
 * `refused`: it was not accepted; `failed`: an ERROR event other than 410.
 */
export type WatchEnd = { readonly livedMs: number } & (
  | { readonly reason: 'ended' | 'broken' | 'silent' | 'expired' | 'malformed' }
  | { readonly reason: 'refused' | 'failed'; readonly failure: ReadFailure }
);

type LineEnd =
  | { reason: 'expired' | 'malformed' }
  | { reason: 'failed'; failure: ReadFailure };

/** Opens one watch and follows it to its end; rejects only when no answer came at all. */
export async function followWatch(request: WatchRequest): Promise<WatchEnd> {
  const { connection, timing, silenceMs } = request;
  const openedAt = timing.now();
  const attempt = childAbort(request.signal);
  const silence = watchForSilence(timing, silenceMs, attempt.abort);
  const end = <T extends object>(how: T) => ({
    ...how,
    livedMs: timing.now() - openedAt,
  });
  let accepted = false;
  try {
    const watch = await connection.watch(watchPath(request), {
      signal: attempt.signal,
    });
    if (!watch.accepted) {
      const failure = failureOfStatus(request.what, watch.response);
      return failure.expired
        ? end({ reason: 'expired' })
        : end({ reason: 'refused', failure });
    }
    accepted = true;
    silence.heard();
    request.onAccepted();
    for await (const line of watch.lines) {
      if (attempt.signal.aborted) {
        break;
      }
      silence.heard();
      const lineEnd = line === '' ? undefined : takeLine(line, request);
      if (lineEnd) {
        return end(lineEnd);
      }
    }
    return end({ reason: silence.fired() ? 'silent' : 'ended' });
  } catch (error) {
    if (silence.fired()) {
      return end({ reason: 'silent' });
    }
    if (accepted) {
      return end({ reason: 'broken' });
    }
    throw error;
  } finally {
    silence.stop();
    attempt.release();
  }
}

function takeLine(line: string, request: WatchRequest): LineEnd | undefined {
  const event = parseWatchEvent(line);
  switch (event.type) {
    case 'malformed':
      return { reason: 'malformed' };
    case 'error': {
      const failure = failureOfStatus(request.what, {
        status: event.code,
        retryAfterMs: event.retryAfterMs,
      });
      return failure.expired
        ? { reason: 'expired' }
        : { reason: 'failed', failure };
    }
    default:
      request.onEvent(event);
      return undefined;
  }
}

function watchPath(request: WatchRequest): string {
  const query = new URLSearchParams({
    ...request.selection,
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: request.resourceVersion,
    timeoutSeconds: String(
      Math.round(
        between(request.timing, request.connection.watchTraits.timeoutSeconds),
      ),
    ),
  });
  return `${request.path}?${query}`;
}

/** One timer for the whole watch, moved on when it fires and something was heard meanwhile: events are many, timers dear. */
function watchForSilence(
  timing: Timing,
  silenceMs: number,
  onSilence: () => void,
) {
  let heardAt = timing.now();
  let fired = false;
  let cancel = () => {};
  const arm = (delayMs: number) => {
    cancel = timing.schedule(delayMs, () => {
      const leftMs = heardAt + silenceMs - timing.now();
      if (leftMs > 0) {
        arm(leftMs);
      } else {
        fired = true;
        onSilence();
      }
    });
  };
  arm(silenceMs);
  return {
    heard: () => {
      heardAt = timing.now();
    },
    fired: () => fired,
    stop: () => cancel(),
  };
}
