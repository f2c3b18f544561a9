import type { WayOut } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../../egress/namespaceLabels';
import type { ExternalHost } from '../../istio/externalHosts';
import { findWaypoint, USE_WAYPOINT } from '../../istio/waypoints';
import { GATEWAY } from '../../kinds/gatewayApiKinds';
import { at, refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';

/**
 * The waypoint that a ServiceEntry names for ambient clients, by its own label or by that of its namespace; `none` turns off
 * what the namespace says. undefined: there is none.
 */
export function waypointOf(
  snapshot: ClusterSnapshot,
  { entry, ref }: Pick<ExternalHost, 'entry' | 'ref'>,
): WayOut | undefined {
  const found = findWaypoint(
    { ref, labels: entry.labels },
    snapshot.index(namespaceLabels),
  );
  if (found === null) {
    return { kind: 'not-known' };
  }
  return (
    found && {
      kind: 'waypoint',
      through: [refOf(ref.cluster, GATEWAY, found.namespace, found.name)],
      provenance: [
        at(SOURCE_ID, found.labelled)(`metadata.labels["${USE_WAYPOINT}"]`),
      ],
    }
  );
}
