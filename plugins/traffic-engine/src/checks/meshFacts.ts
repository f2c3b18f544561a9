import type { Dependency } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';

/** Whether every object of these kinds was looked at, in all namespaces: an object anywhere may decide. */
export function isWholeClusterSeen(
  snapshot: ClusterSnapshot,
  kinds: readonly KindRef[],
): boolean {
  return kinds.every(kind => {
    const status = snapshot.statusOf(kind);
    return (
      status.state === 'absent' ||
      ((status.state === 'synced' || status.state === 'stale') &&
        !status.namespaces)
    );
  });
}

/** The entities of dependencies, each once. */
export function entitiesOf(
  dependencies: readonly Pick<Dependency, 'entities'>[],
): readonly string[] {
  return [...new Set(dependencies.flatMap(({ entities }) => entities))].sort();
}
