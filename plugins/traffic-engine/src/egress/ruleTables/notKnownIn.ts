import type { KindStatus } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../kinds/KindRef';
import { canTellAbsence } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';

/**
 * Why policies of some kinds may select a pod of a namespace without being seen; null: all that could are. A kind of the cluster
 * is seen or not; one of namespaces may be readable in some of them alone.
 */
export function notKnownIn(
  snapshot: ClusterSnapshot,
  kinds: readonly KindRef[],
): (namespace: string) => KindStatus | null {
  const statuses = kinds.map(({ scope }, i) => ({
    scope,
    status: snapshot.statusOf(kinds[i]),
  }));
  return namespace =>
    statuses.find(({ scope, status }) =>
      scope === 'Cluster'
        ? status.state === 'denied' || status.state === 'pending'
        : !canTellAbsence(status, namespace),
    )?.status ?? null;
}
