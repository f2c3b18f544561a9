import type { WayOut } from '@portolan/plugin-traffic-common';
import { namespaceLabels } from '../../egress/namespaceLabels';
import type { ExternalHost } from '../../istio/externalHosts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { SOURCE_ID } from './kinds';

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';

/**
 * The waypoint that a ServiceEntry names for ambient clients, by its own label or by that of its namespace; `none` turns off
 * what the namespace says. undefined: there is none.
 */
export function waypointOf(
  snapshot: ClusterSnapshot,
  { entry, ref }: Pick<ExternalHost, 'entry' | 'ref'>,
): WayOut | undefined {
  const own = entry.labels[USE];
  const namespaces = snapshot.index(namespaceLabels);
  const name = own ?? namespaces.labelOf(ref.namespace, USE);
  if (name === null) {
    return { kind: 'not-known' };
  }
  if (name === undefined || name === 'none' || name === '') {
    return undefined;
  }
  const elsewhere =
    own === undefined
      ? namespaces.labelOf(ref.namespace, USE_NAMESPACE)
      : entry.labels[USE_NAMESPACE];
  const labelled =
    own === undefined
      ? {
          ...ref,
          group: '',
          kind: 'Namespace',
          namespace: '',
          name: ref.namespace,
        }
      : ref;
  return {
    kind: 'waypoint',
    through: [
      {
        cluster: ref.cluster,
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        namespace: elsewhere || ref.namespace,
        name,
      },
    ],
    provenance: [at(SOURCE_ID, labelled)(`metadata.labels["${USE}"]`)],
  };
}
