import type { NamespaceLabels } from '../../egress/namespaceLabels';
import { USE_WAYPOINT } from '../../istio/waypoints';
import { SERVICE } from '../../kinds/coreKinds';
import { matchLabels } from '../../match/labels';
import type { ConnectionEnd } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { serviceFact } from '../../topology/Service';

type PodEnd = Extract<ConnectionEnd, { kind: 'pod' }>;

/** Whether connections to a pod may come through a waypoint: by its own label, its namespace's, or that of a Service of it. */
export function throughWaypoint(
  snapshot: ClusterSnapshot,
  namespaces: NamespaceLabels,
): {
  readonly labelKeys: readonly string[];
  readonly ask: (pod: PodEnd) => boolean;
} {
  const labelled = snapshot
    .list(SERVICE)
    .filter(({ metadata }) => isNamed(metadata.labels?.[USE_WAYPOINT]))
    .map(serviceFact);
  const byNamespace = groupBy(labelled, ({ namespace }) => namespace);
  return {
    labelKeys: labelled.flatMap(({ selector }) => Object.keys(selector ?? {})),
    ask: ({ namespace, labels }) =>
      isNamed(
        labels[USE_WAYPOINT] ?? namespaces.labelOf(namespace, USE_WAYPOINT),
      ) ||
      (byNamespace.get(namespace) ?? []).some(
        ({ selector }) =>
          selector !== null && matchLabels({ matchLabels: selector }, labels),
      ),
  };
}

/** A namespace whose labels are not known may name one. */
function isNamed(waypoint: string | null | undefined): boolean {
  return waypoint !== undefined && waypoint !== '' && waypoint !== 'none';
}
