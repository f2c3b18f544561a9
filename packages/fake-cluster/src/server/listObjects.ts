import { qualifiedName } from '../model/ResourceType';
import type { ServedResource } from '../model/ResourceRegistry';
import {
  decodeContinueToken,
  encodeContinueToken,
} from '../storage/continueToken';
import type { ContinueToken } from '../storage/continueToken';
import type { ObjectStore } from '../storage/ObjectStore';
import type { StoredObject } from '../storage/StoredObject';
import { badRequest, expired, StatusError } from './StatusError';
import type { ListMeta } from './ObjectEncoder';
import { compileSelection } from './selection';

/** One page of a list, or all of it. */
export interface ListPage {
  meta: ListMeta;
  items: readonly StoredObject[];
}

const TOO_OLD_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function readLimit(query: URLSearchParams): number {
  const text = query.get('limit');
  if (text === null || text === '') return 0;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 0) {
    throw badRequest(
      `limit: Invalid value: ${text}: must be a whole number, 0 or greater`,
    );
  }
  return limit;
}

function checkRevision(query: URLSearchParams, store: ObjectStore): void {
  const asked = query.get('resourceVersion');
  if (!asked || asked === '0') return;
  const revision = Number(asked);
  if (!Number.isInteger(revision)) {
    throw badRequest(`resourceVersion: Invalid value: "${asked}": invalid`);
  }
  if (revision > store.revision) {
    throw new StatusError({
      code: 504,
      reason: 'Timeout',
      message: `Too large resource version: ${revision}, current: ${store.revision}`,
      details: {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    });
  }
  if (
    query.get('resourceVersionMatch') === 'Exact' &&
    revision !== store.revision
  ) {
    throw expired(
      `The resourceVersion for the provided list is too old: ${revision}`,
    );
  }
}

/** The index of the first object whose key comes after `key`. */
function indexAfter(objects: readonly StoredObject[], key: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (objects[middle].key <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function resumedState(options: {
  token: ContinueToken;
  resource: string;
  current: readonly StoredObject[];
  store: ObjectStore;
  expire: boolean;
}): { objects: readonly StoredObject[]; revision: number } {
  const { token, resource, current, store, expire } = options;
  if (token.revision === -1) {
    return { objects: current, revision: store.revision };
  }
  const kept = store.snapshots.find(resource, token.revision);
  if (kept && !expire) return { objects: kept, revision: token.revision };
  throw expired(
    TOO_OLD_TOKEN,
    encodeContinueToken({ revision: -1, after: token.after }),
  );
}

/**
 * Cuts the page that the query asks for. All pages of one list show the state of its first page; a state that is gone is
 * answered with 410 and a token that goes on with the newest one.
 *
 * @throws StatusError 400, 410 or 504
 */
export function listObjects(options: {
  store: ObjectStore;
  served: ServedResource;
  namespace?: string;
  query: URLSearchParams;
  /** A fault: the state of the first page counts as gone. */
  expireToken: boolean;
}): ListPage {
  const { store, served, namespace, query, expireToken } = options;
  const limit = readLimit(query);
  const { matches, selective } = compileSelection({
    query,
    kind: served.type.kind,
    namespace,
  });
  const resource = qualifiedName(served.type);
  const current = store.collection(served.type).sorted();
  const continueText = query.get('continue');
  const token = continueText ? decodeContinueToken(continueText) : undefined;
  if (continueText && !token) {
    throw badRequest('continue key is not valid: it is none of this server');
  }
  if (!token) checkRevision(query, store);
  const { objects, revision } = token
    ? resumedState({ token, resource, current, store, expire: expireToken })
    : { objects: current, revision: store.revision };

  const rest = (
    token ? objects.slice(indexAfter(objects, token.after)) : objects
  ).filter(stored => matches(stored.object));
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const remaining = rest.length - items.length;
  if (remaining === 0) {
    return { meta: { resourceVersion: String(revision) }, items };
  }
  store.snapshots.keep(resource, revision, objects);
  return {
    meta: {
      resourceVersion: String(revision),
      continue: encodeContinueToken({
        revision,
        after: items[items.length - 1].key,
      }),
      // The real server does not count what a selector leaves out, so it says nothing then.
      ...(selective ? {} : { remainingItemCount: remaining }),
    },
    items,
  };
}
