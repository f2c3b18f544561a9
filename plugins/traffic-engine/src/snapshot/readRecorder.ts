import { kindKey, type KindKey, type KindRef } from '../kinds/KindRef';
import type { ClusterSnapshot, SnapshotIndex } from './ClusterSnapshot';

/** A snapshot that notes which kinds are asked for. */
export interface ReadRecorder {
  readonly snapshot: ClusterSnapshot;
  readonly reads: ReadonlySet<KindKey>;
}

/** Wraps a snapshot so that every look at a kind is noted, those that indexes make included. */
export function recordReads(inner: ClusterSnapshot): ReadRecorder {
  const reads = new Set<KindKey>();
  const note = (kind: KindRef) => {
    reads.add(kindKey(kind));
    return inner;
  };
  const snapshot = withOwnIndexes({
    cluster: inner.cluster,
    leftOut: inner.leftOut,
    versionOf: kinds => inner.versionOf(kinds),
    statusOf: kind => note(kind).statusOf(kind),
    get: (kind, namespace, name) => note(kind).get(kind, namespace, name),
    list: (kind, namespace) => note(kind).list(kind, namespace),
    unsorted: kind => note(kind).unsorted(kind),
    select: (kind, namespace, selector) =>
      note(kind).select(kind, namespace, selector),
  });
  return { snapshot, reads };
}

/**
 * A snapshot whose indexes are built from itself: a wrapper that handed `index` on would have them built from what it
 * wraps.
 */
export function withOwnIndexes(
  view: Omit<ClusterSnapshot, 'index' | 'indexInSteps'>,
): ClusterSnapshot {
  const built = new Map<string, unknown>();
  const snapshot: ClusterSnapshot = {
    ...view,
    index: <T>(index: SnapshotIndex<T>): T => {
      if (!built.has(index.name)) {
        built.set(index.name, index.build(snapshot));
      }
      return built.get(index.name) as T;
    },
    // Nobody waits for a recorder between two steps.
    *indexInSteps(index) {
      return snapshot.index(index);
    },
  };
  return Object.freeze(snapshot);
}
