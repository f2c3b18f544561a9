import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { z } from 'zod';
import { nextTurn } from './nextTurn';
import { parseJson } from './parseJson';
import { failureOfStatus, ReadFailure } from './ReadFailure';

const listSchema = z.looseObject({
  metadata: z.looseObject({
    resourceVersion: z.string().min(1),
    continue: z
      .string()
      .nullish()
      .transform(token => token || undefined),
  }),
  items: z
    .array(z.unknown())
    .nullish()
    .transform(items => items ?? []),
});

/** Parsing a page of this size takes a few milliseconds. */
const LARGE_BODY_CHARS = 128 * 1024;
/** Checking and trimming so many objects takes a few milliseconds. */
const ITEMS_PER_TURN = 100;

export interface ListRequest {
  readonly connection: ClusterConnection;
  readonly path: string;
  /** How the kind is called in sentences. */
  readonly what: string;
  readonly pageSize: number;
  /** Parameters that narrow what is read. */
  readonly selection?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Reads a collection page by page, without selectors but those asked for, and returns the resource version to watch from. Rejects with a
 * ReadFailure; `expired` there means that a continue token died half-way and the list must begin anew.
 */
export async function listPages(
  request: ListRequest,
  onItems: (items: readonly unknown[]) => void,
): Promise<string> {
  let token: string | undefined;
  for (;;) {
    const query = new URLSearchParams({
      limit: String(request.pageSize),
      ...request.selection,
    });
    if (token !== undefined) {
      query.set('continue', token);
    }
    const response = await request.connection.get(`${request.path}?${query}`, {
      signal: request.signal,
    });
    if (response.status !== 200) {
      throw failureOfStatus(request.what, response);
    }
    if (response.body.length > LARGE_BODY_CHARS) {
      await nextTurn();
    }
    const page = parsePage(response.body, request.what);
    for (let from = 0; from < page.items.length; from += ITEMS_PER_TURN) {
      if (from > 0) {
        await nextTurn();
      }
      onItems(page.items.slice(from, from + ITEMS_PER_TURN));
    }
    token = page.metadata.continue;
    if (token === undefined) {
      return page.metadata.resourceVersion;
    }
  }
}

function parsePage(body: string, what: string): z.infer<typeof listSchema> {
  const parsed = listSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new ReadFailure({
      problem: {
        reason: 'invalid-response',
        message: `The API server's list of ${what} is not a Kubernetes list.`,
      },
    });
  }
  return parsed.data;
}
