import { throughTunnels } from '../egress/throughTunnels';
import type { KindRef } from '../kinds/KindRef';
import type { ConnectionJudge } from '../model/drafts';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { Source, SourceResult } from './Source';

/** What a source makes of a snapshot; kept while the kinds that it reads are unchanged. */
export function resultOf(
  source: Source,
  snapshot: ClusterSnapshot,
): SourceResult {
  return snapshot.index({
    name: `source ${source.id}`,
    reads: readsOf(source),
    build: view => source.resolve(view),
  });
}

/** The judges of all sources; the same list while the kinds that the sources read are unchanged. */
export function judgesOf(
  sources: readonly Source[],
  snapshot: ClusterSnapshot,
): readonly ConnectionJudge[] {
  return snapshot.index({
    name: `judges of ${sources.map(source => source.id).join(' ')}`,
    reads: sources.flatMap(readsOf),
    build: view => {
      const results = sources.map(source => resultOf(source, view));
      return throughTunnels(
        results.flatMap(({ judges }) => judges),
        results.flatMap(({ tunnels }) => tunnels),
      );
    },
  });
}

const readsBySource = new WeakMap<Source, readonly KindRef[]>();

/** Every kind that a source may read; the same list each time. */
export function readsOf(source: Source): readonly KindRef[] {
  let reads = readsBySource.get(source);
  if (!reads) {
    reads = [...source.reads, ...(source.readsIfGiven ?? [])];
    readsBySource.set(source, reads);
  }
  return reads;
}
