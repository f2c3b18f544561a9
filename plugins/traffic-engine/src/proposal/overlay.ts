import {
  createSnapshot,
  type ClusterSnapshot,
  type KindState,
  SnapshotMemo,
} from '../snapshot/ClusterSnapshot';
import { groupOf, kindKey } from '../kinds/KindRef';
import { groupBy } from '../snapshot/groupBy';
import type { KubeObject } from '../snapshot/KubeObject';

/** The live view of one cluster, in the parts from which a what-if is made. */
export interface LiveCluster {
  readonly cluster: string;
  readonly kinds: readonly KindState[];
  readonly memo: SnapshotMemo;
}

/** The view as it would be with these objects in place of their namesakes; the live view is untouched. */
export function overlay(
  live: LiveCluster,
  objects: readonly KubeObject[],
): ClusterSnapshot {
  return createSnapshot({
    cluster: live.cluster,
    memo: new SnapshotMemo(live.memo),
    kinds: overlayKinds(live.kinds, objects),
  });
}

/** The states of kinds with these objects in place of their namesakes; a kind that gets none keeps its identity. */
export function overlayKinds(
  kinds: readonly KindState[],
  objects: readonly KubeObject[],
): readonly KindState[] {
  const byKind = groupBy(objects, object =>
    kindKey({ group: groupOf(object.apiVersion), kind: object.kind }),
  );
  return kinds.map(state => {
    const added = byKind.get(kindKey(state.kind));
    return added
      ? {
          ...state,
          objects: [
            ...state.objects.filter(
              known => !added.some(object => isNamesake(known, object)),
            ),
            ...added,
          ],
          version: `${state.version}+${added.length}`,
        }
      : state;
  });
}

function isNamesake(a: KubeObject, b: KubeObject): boolean {
  return (
    a.metadata.name === b.metadata.name &&
    (a.metadata.namespace ?? '') === (b.metadata.namespace ?? '')
  );
}
