import {
  steppedIndex,
  type ClusterSnapshot,
  type SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { CONFIG_MAP } from '../../kinds/coreKinds';
import { meshConfig, type MeshConfig } from '../meshConfig';
import { toIstioObjects, type IstioObjects } from './istioObjects';

/** The same objects with the mesh's default where `exportTo` is absent (MeshConfig.default…ExportTo). */
export function withExportDefault<T extends { exportTo: readonly string[] }>(
  index: SnapshotIndex<IstioObjects<T>>,
  which: keyof MeshConfig['exportTo'],
): SnapshotIndex<IstioObjects<T>> {
  return steppedIndex({
    name: `${index.name} with exportTo`,
    reads: [...index.reads, CONFIG_MAP],
    *buildInSteps(snapshot: ClusterSnapshot) {
      const objects = yield* snapshot.indexInSteps(index);
      const exportTo = snapshot.index(meshConfig).exportTo[which];
      return exportTo.length === 0
        ? objects
        : toIstioObjects(
            objects.all.map(object =>
              object.spec.exportTo.length > 0
                ? object
                : {
                    ...object,
                    spec: { ...object.spec, exportTo: [...exportTo] },
                  },
            ),
            objects.unreadable,
          );
    },
  });
}
