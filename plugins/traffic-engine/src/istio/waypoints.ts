import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { NamespaceLabels } from '../egress/namespaceLabels';
import { NAMESPACE } from '../kinds/coreKinds';
import { refOf } from '../model/refs';

export const USE_WAYPOINT = 'istio.io/use-waypoint';
/** The class of the waypoints that istiod runs. */
export const WAYPOINT_CLASS = 'istio-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** The waypoint that an object is served through, and the label that says so. */
export interface WaypointUse {
  readonly namespace: string;
  readonly name: string;
  /** The object that carries the label: itself or its namespace. */
  readonly labelled: ObjectRef;
}

/**
 * The waypoint that an object (Service, ServiceEntry, pod) names by its own label, else its namespace does; `none` turns off
 * what the namespace says. undefined: there is none; null: the labels of the namespace are not known.
 */
export function findWaypoint(
  { ref, labels }: { ref: ObjectRef; labels: Readonly<Record<string, string>> },
  namespaces: NamespaceLabels,
): WaypointUse | undefined | null {
  const own = labels[USE_WAYPOINT];
  const name = own ?? namespaces.labelOf(ref.namespace, USE_WAYPOINT);
  if (name === null) {
    return null;
  }
  if (name === undefined || name === 'none' || name === '') {
    return undefined;
  }
  const elsewhere =
    own === undefined
      ? namespaces.labelOf(ref.namespace, USE_WAYPOINT_NAMESPACE)
      : labels[USE_WAYPOINT_NAMESPACE];
  return {
    namespace: elsewhere || ref.namespace,
    name,
    labelled:
      own === undefined
        ? refOf(ref.cluster, NAMESPACE, '', ref.namespace)
        : ref,
  };
}
