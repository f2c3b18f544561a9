import { namespaceLabels } from '../egress/namespaceLabels';
import type { PodEnd } from '../egress/podGroups';
import { NAMESPACE } from '../kinds/coreKinds';
import type { Tunnel } from '../model/drafts';
import { canTellAbsence } from '../references/lookUp';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { workloadIndex } from '../topology/workloadIndex';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION, SIDECAR } from './kinds';
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
 * pods goes by how they were installed. None where nothing in the cluster is ambient; in a mesh whose namespaces may not be read
 * any pod may be.
 */
export const ambientTunnels: SnapshotIndex<readonly Tunnel[]> = {
  name: 'istio ambient tunnels',
  reads: [
    NAMESPACE,
    SIDECAR,
    AUTHORIZATION_POLICY,
    PEER_AUTHENTICATION,
    ...workloadIndex.reads,
  ],
  build: snapshot => {
    const mayBeUsed =
      !canTellAbsence(snapshot.statusOf(NAMESPACE), '') &&
      [SIDECAR, AUTHORIZATION_POLICY, PEER_AUTHENTICATION].some(
        kind => snapshot.unsorted(kind).length > 0,
      );
    const isUsed =
      mayBeUsed ||
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
  const mayBe = [from, to].some(
    membership => membership === 'ambient' || membership === 'unknown',
  );
  if (!mayBe || from === 'none' || to === 'none') {
    return 'no';
  }
  if (from === 'ambient' && to === 'ambient') {
    return 'yes';
  }
  // What is called beside a sidecar, or a gateway, is called at its own port.
  return to === 'ambient' || to === 'unknown' ? 'maybe' : 'no';
}
