import type { Dependency } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../egress/namespaceLabels';
import type { KindRef } from '../kinds/KindRef';
import type { DependencyDraft } from '../model/drafts';
import type { ClaimTable } from '../ownership/ClaimTable';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import { serviceIndex } from '../topology/serviceIndex';
import { workloadIndex } from '../topology/workloadIndex';

/** The joins of the last resolution alone: those whose drafts are gone go with it. */
interface LastJoins {
  byDraft: ReadonlyMap<DependencyDraft, Dependency>;
}

/**
 * Joins a dependency once per draft: kept while the claims and stated addresses are the same and no kind has changed that
 * the join, the topology, a judge or a guide reads. Judging is the dearest part of a resolution, and most changes are of routes.
 */
export function joinOnce(options: {
  snapshot: ClusterSnapshot;
  claims: ClaimTable;
  /** What judges and guides read. */
  judgeReads: readonly KindRef[];
  natAddresses: readonly string[];
  join: (draft: DependencyDraft) => Dependency;
}): (draft: DependencyDraft) => Dependency {
  const { snapshot, claims, judgeReads, natAddresses, join } = options;
  const byClaims = snapshot.index({
    name: `dependency joins ${natAddresses.join(' ')}`,
    reads: [
      ...judgeReads,
      ...namespaceLabels.reads,
      ...workloadIndex.reads,
      ...serviceIndex.reads,
    ],
    build: () => new WeakMap<ClaimTable, LastJoins>(),
  });
  const last: LastJoins = byClaims.get(claims) ?? { byDraft: new Map() };
  byClaims.set(claims, last);
  const before = last.byDraft;
  const joins = new Map<DependencyDraft, Dependency>();
  last.byDraft = joins;
  return draft => {
    const joined = before.get(draft) ?? join(draft);
    joins.set(draft, joined);
    return joined;
  };
}
