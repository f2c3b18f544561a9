import { badRequest, StatusError } from '../server/StatusError';
import { isTrue } from '../server/requestInfo';
import type { Collection, StoreEvent } from '../storage/Collection';

/** Where a watch begins. */
export type WatchStart =
  /** With all objects as they are, and then perhaps a bookmark that says so. */
  | { kind: 'state'; markEnd: boolean }
  /** With what happened since a revision. */
  | { kind: 'events'; events: readonly StoreEvent[] }
  /** Nowhere: the history since that revision is gone. */
  | { kind: 'expired'; revision: number };

function invalidOptions(text: string): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `ListOptions.meta.k8s.io "" is invalid: ${text}`,
    details: { group: 'meta.k8s.io', kind: 'ListOptions' },
  });
}

function checkInitialEvents(query: URLSearchParams, enabled: boolean): void {
  if (!enabled) {
    throw invalidOptions(
      'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    );
  }
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw invalidOptions(
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
}

/**
 * Reads from the query where a watch is to begin.
 *
 * @throws StatusError 400 for a resource version that is no number, 422 for a streaming list where it is not offered
 */
export function readWatchStart(options: {
  query: URLSearchParams;
  collection: Collection;
  streamingLists: boolean;
}): WatchStart {
  const { query, collection, streamingLists } = options;
  const sendInitialEvents = query.get('sendInitialEvents');
  if (sendInitialEvents !== null) {
    checkInitialEvents(query, streamingLists);
  } else if (query.get('resourceVersionMatch')) {
    throw invalidOptions(
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
  const text = query.get('resourceVersion') ?? '';
  const revision = text === '' ? 0 : Number(text);
  if (!Number.isInteger(revision) || revision < 0) {
    throw badRequest(`resourceVersion: Invalid value: "${text}": invalid`);
  }
  const wantsState =
    sendInitialEvents === null ? revision === 0 : isTrue(sendInitialEvents);
  if (wantsState) {
    return {
      kind: 'state',
      markEnd: streamingLists && isTrue(query.get('allowWatchBookmarks')),
    };
  }
  if (revision === 0) return { kind: 'events', events: [] };
  const events = collection.eventsSince(revision);
  return events ? { kind: 'events', events } : { kind: 'expired', revision };
}
