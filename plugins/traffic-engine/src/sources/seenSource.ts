import type { KindRef } from '../kinds/KindRef';
import { refTo } from '../model/refs';
import { sourceResult, type Source } from './Source';

/**
 * A family of APIs that is not translated yet: each of its objects is stated as seen and not interpreted, so that nobody takes
 * the routes that are shown for all there are.
 */
export function seenSource(family: {
  id: string;
  title: string;
  kinds: readonly KindRef[];
}): Source {
  const { id, title, kinds } = family;
  return {
    id,
    title,
    reads: kinds,
    resolve: snapshot =>
      sourceResult({
        problems: kinds.flatMap(kind =>
          snapshot.list(kind).map(object => ({
            severity: 'info' as const,
            object: refTo(snapshot.cluster, object),
            path: 'spec',
            message: `Seen, not interpreted: ${title} is not translated yet, so the routes of this ${kind.kind} are not shown.`,
          })),
        ),
      }),
  };
}
