import type { ObjectRef, WayOut } from '@portolan/plugin-traffic-common';
import { servingWaypoint } from '../../istio/servingWaypoint';
import { USE_WAYPOINT } from '../../istio/waypoints';
import { GATEWAY } from '../../kinds/gatewayApiKinds';
import { at, refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';

/** The waypoint through which ambient clients reach a Service or ServiceEntry. undefined: there is none, they go straight. */
export function waypointOf(
  snapshot: ClusterSnapshot,
  target: { ref: ObjectRef; labels: Readonly<Record<string, string>> },
): WayOut | undefined {
  const found = snapshot.index(servingWaypoint)(target);
  if (!found || found.state === 'does-not') {
    return undefined;
  }
  const { use } = found;
  const provenance = use && [
    at(SOURCE_ID, use.labelled)(`metadata.labels["${USE_WAYPOINT}"]`),
  ];
  if (found.state === 'not-known') {
    return { kind: 'not-known', ...(provenance && { provenance }) };
  }
  return {
    kind: 'waypoint',
    through: [
      refOf(target.ref.cluster, GATEWAY, found.use.namespace, found.use.name),
    ],
    ...(provenance && { provenance }),
  };
}
