import type { ClusterMesh } from '../join/meshPeers';
import { NAMESPACE } from '../kinds/coreKinds';
import { canTellAbsence } from '../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import { clusterLocal } from './clusterLocal';
import { SYSTEM_NAMESPACE } from './kinds';
import { meshConfig } from './meshConfig';

const NETWORK = 'topology.istio.io/network';

/**
 * The mesh of a cluster by the id in its configuration (`defaultConfig.meshId`), and its network by the label of the control plane's
 * namespace. Without an id nothing tells with which other clusters it shares a mesh.
 */
export const clusterMesh: SnapshotIndex<ClusterMesh | undefined> = {
  name: 'istio mesh of the cluster',
  reads: [...meshConfig.reads, NAMESPACE],
  build: buildMesh,
};

function buildMesh(snapshot: ClusterSnapshot): ClusterMesh | undefined {
  const mesh = snapshot.index(meshConfig);
  const id = mesh.settings?.meshId ?? null;
  if (
    id === null &&
    (mesh.settings || canTellAbsence(mesh.status, SYSTEM_NAMESPACE))
  ) {
    return undefined;
  }
  const own = mesh.sources[0]?.setBy.object.namespace ?? SYSTEM_NAMESPACE;
  return {
    id,
    network:
      snapshot.get(NAMESPACE, '', own)?.metadata.labels?.[NETWORK] ?? null,
    isLocal: snapshot.index(clusterLocal),
  };
}
