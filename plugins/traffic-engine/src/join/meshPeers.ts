import type { Elsewhere, ObjectRef } from '@portolan/plugin-traffic-common';
import { selectSubset } from '../istio/subsetPods';
import type { BackendDraft } from '../model/drafts';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { Source } from '../sources/Source';
import { serviceIndex } from '../topology/serviceIndex';

/** The mesh of one cluster. Clusters whose ids are equal are in one mesh. */
export interface ClusterMesh {
  /** null: its configuration may not be read, so it may be in the mesh of any other. */
  readonly id: string | null;
  readonly network: string | null;
  /** Whether a Service is each cluster's own, whatever others have under its name. */
  isLocal(namespace: string, name: string): boolean;
}

/** Where else the Services of a cluster are. */
export interface MeshPeers {
  /**
   * What other clusters of its mesh have of a backend's Service, in the order of their names: there it is the same Service
   * (namespace sameness). Whether the mesh knows of them is not seen: that is in Secrets of its control planes.
   */
  elsewhere(
    cluster: string,
    backend: Pick<BackendDraft, 'ref' | 'port' | 'acrossMesh'>,
  ): readonly Elsewhere[];
}

interface Member {
  readonly snapshot: ClusterSnapshot;
  readonly mesh: ClusterMesh;
}

const NOWHERE: readonly Elsewhere[] = [];

/** The clusters that share a mesh, as their own configurations say. */
export function meshPeersOf(
  snapshots: readonly ClusterSnapshot[],
  sources: readonly Source[],
): MeshPeers {
  const members = snapshots
    .flatMap((snapshot): Member[] => {
      const [mesh] = sources.flatMap(source => source.meshOf?.(snapshot) ?? []);
      return mesh ? [{ snapshot, mesh }] : [];
    })
    .sort((a, b) => (a.snapshot.cluster < b.snapshot.cluster ? -1 : 1));
  const byCluster = new Map(
    members.map(member => [member.snapshot.cluster, member]),
  );
  return {
    elsewhere: (cluster, { ref, port, acrossMesh }) => {
      const own = byCluster.get(cluster);
      if (
        !own ||
        !acrossMesh ||
        !isService(ref) ||
        own.mesh.isLocal(ref.namespace, ref.name)
      ) {
        return NOWHERE;
      }
      return members.flatMap(member =>
        member !== own && isSame(member.mesh, own.mesh)
          ? endpointsIn(member, { ref, port, labels: acrossMesh.labels }).map(
              found =>
                member.mesh.id === null || own.mesh.id === null
                  ? { ...found, ready: null }
                  : found,
            )
          : [],
      );
    },
  };
}

function isSame(a: ClusterMesh, b: ClusterMesh): boolean {
  return a.id === null || b.id === null || a.id === b.id;
}

function endpointsIn(
  { snapshot, mesh }: Member,
  asked: {
    ref: ObjectRef;
    port: BackendDraft['port'];
    labels: Readonly<Record<string, string>>;
  },
): readonly Elsewhere[] {
  const { ref, port, labels } = asked;
  const services = snapshot.index(serviceIndex);
  const service = services.get(ref.namespace, ref.name);
  const [only] = service?.ports ?? [];
  const number =
    typeof port === 'number'
      ? service?.ports.find(known => known.port === port)?.port
      : only?.port;
  if (
    !service ||
    number === undefined ||
    mesh.isLocal(ref.namespace, ref.name)
  ) {
    return NOWHERE;
  }
  const endpoints =
    Object.keys(labels).length > 0 && service.selector !== null
      ? selectSubset(snapshot, service, labels).endpoints
      : services.endpointsOf(ref.namespace, ref.name, number);
  return [
    {
      cluster: snapshot.cluster,
      ready: endpoints.state === 'known' ? endpoints.ready : null,
      network: mesh.network,
    },
  ];
}

function isService({ group, kind }: ObjectRef): boolean {
  return group === '' && kind === 'Service';
}
