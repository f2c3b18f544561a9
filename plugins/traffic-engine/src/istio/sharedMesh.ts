import { NAMESPACE } from '../kinds/coreKinds';
import { canTellAbsence } from '../references/lookUp';
import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { istioGateways } from './facts/gateways';
import { ISTIO_GATEWAY } from './kinds';

const NETWORK = 'topology.istio.io/network';

/**
 * Whether the cluster shows that other clusters are in its mesh: an east-west server (AUTO_PASSTHROUGH), or a namespace that is
 * told its network; gateways that may not be looked at may be such. Then a Service has the endpoints of all Services of its name and namespace there as well.
 */
export const sharedMesh: SnapshotIndex<boolean> = {
  name: 'istio mesh of several clusters',
  reads: [ISTIO_GATEWAY, NAMESPACE],
  build: snapshot =>
    !canTellAbsence(snapshot.statusOf(ISTIO_GATEWAY), '') ||
    snapshot
      .index(istioGateways)
      .all.some(({ spec }) =>
        spec.servers.some(({ tls }) => tls?.mode === 'AUTO_PASSTHROUGH'),
      ) ||
    snapshot
      .list(NAMESPACE)
      .some(({ metadata }) => metadata.labels?.[NETWORK] !== undefined),
};
