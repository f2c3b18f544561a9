import { namespaceLabels } from '../egress/namespaceLabels';
import type { PodEnd } from '../egress/podGroups';
import { NAMESPACE } from '../kinds/coreKinds';
import type { Tunnel } from '../model/drafts';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { workloadIndex } from '../topology/workloadIndex';
import {
  membershipOf,
  MEMBERSHIP_LABELS,
  type MeshMembership,
} from './meshMembership';

/** The port of the mesh's tunnels (HBONE), at which ztunnel listens in each ambient pod. */
export const TUNNEL_PORT = 15008;
const DATAPLANE = 'istio.io/dataplane-mode';

/**
 * The tunnels of the ambient mesh: between pods of it every connection is made to port 15008 of the pod that is called, so
 * NetworkPolicies see that port (Istio, Ambient and Kubernetes NetworkPolicy). Whether sidecars and gateways tunnel to ambient
 * pods goes by how they were installed. None where nothing in the cluster is ambient.
 */
export const ambientTunnels: SnapshotIndex<readonly Tunnel[]> = {
  name: 'istio ambient tunnels',
  reads: [NAMESPACE, ...workloadIndex.reads],
  build: snapshot => {
    const isUsed =
      snapshot
        .list(NAMESPACE)
        .some(({ metadata }) => metadata.labels?.[DATAPLANE] === 'ambient') ||
      snapshot
        .index(workloadIndex)
        .all.some(({ podLabels }) => podLabels[DATAPLANE] === 'ambient');
    if (!isUsed) {
      return [];
    }
    const namespaces = snapshot.index(namespaceLabels);
    const known = new WeakMap<PodEnd, MeshMembership>();
    const membershipOnce = (pod: PodEnd) => {
      const found = known.get(pod) ?? membershipOf(pod, namespaces);
      known.set(pod, found);
      return found;
    };
    return [
      {
        labelKeys: new Set(MEMBERSHIP_LABELS),
        port: TUNNEL_PORT,
        carries: ({ from, to }) =>
          from.kind === 'pod' && to.kind === 'pod'
            ? between(membershipOnce(from), membershipOnce(to))
            : 'no',
      },
    ];
  },
};

function between(
  from: MeshMembership,
  to: MeshMembership,
): 'yes' | 'no' | 'maybe' {
  const isOne = from === 'ambient' || to === 'ambient';
  if (!isOne || from === 'none' || to === 'none') {
    return 'no';
  }
  if (from === to) {
    return 'yes';
  }
  // What is called beside a sidecar, or a gateway, is called at its own port.
  return to === 'ambient' || to === 'unknown' ? 'maybe' : 'no';
}
