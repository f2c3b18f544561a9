import { kindKey } from '../kinds/KindRef';
import {
  createSnapshot,
  type ClusterSnapshot,
  type KindState,
  SnapshotMemo,
} from '../snapshot/ClusterSnapshot';
import { groupOf } from '../kinds/KindRef';
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
  const byKind = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const key = kindKey({
      group: groupOf(object.apiVersion),
      kind: object.kind,
    });
    byKind.set(key, [...(byKind.get(key) ?? []), object]);
  }
  return createSnapshot({
    cluster: live.cluster,
    memo: new SnapshotMemo(live.memo),
    kinds: live.kinds.map(state => {
      const added = byKind.get(kindKey(state.kind)) ?? [];
      return added.length === 0
        ? state
        : {
            ...state,
            objects: [
              ...state.objects.filter(
                known => !added.some(object => isNamesake(known, object)),
              ),
              ...added,
            ],
            version: `${state.version}+proposal`,
          };
    }),
  });
}

function isNamesake(a: KubeObject, b: KubeObject): boolean {
  return (
    a.metadata.name === b.metadata.name &&
    (a.metadata.namespace ?? '') === (b.metadata.namespace ?? '')
  );
}
