import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { serviceEntries } from '../../istio/facts/serviceEntries';
import { SERVICE_ENTRY } from '../../istio/kinds';
import {
  servingWaypoint,
  type WaypointAnswer,
} from '../../istio/servingWaypoint';
import { USE_WAYPOINT } from '../../istio/waypoints';
import { SERVICE } from '../../kinds/coreKinds';
import { refKey, refTo } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { Check, FindingDraft } from '../Check';

type Reason = Extract<WaypointAnswer, { state: 'does-not' }>['why'];

const WHY: Readonly<Record<Reason, string>> = {
  'no-such-gateway': 'that Gateway does not exist',
  'other-traffic':
    'its label istio.io/waypoint-for does not let it take what is addressed to Services',
  'namespace-not-taken':
    'allowedRoutes of its HBONE listener does not let the namespace attach',
};

/** A label names a waypoint that does not serve who names it. */
export const istioWaypointPassedBy: Check = {
  id: 'istio-waypoint-passed-by',
  code: 'TRF149',
  severity: 'warning',
  title: 'Waypoint is passed by',
  message:
    '{{kind}} {{name}} is to be served through waypoint {{waypoint}}, and {{why}}: requests go past it, and none of its policies and routes hold.',
  fix: 'Create Gateway {{waypoint}} so that it takes this traffic, or correct label istio.io/use-waypoint of {{kind}} {{name}}.',
  reads: [...servingWaypoint.reads, SERVICE, SERVICE_ENTRY],
  run: ({ snapshots }) => snapshots.flatMap(findPassedBy),
};

function findPassedBy(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const waypointOf = snapshot.index(servingWaypoint);
  const named: readonly {
    ref: ObjectRef;
    labels: Readonly<Record<string, string>>;
  }[] = [
    ...snapshot.list(SERVICE).map(object => ({
      ref: refTo(snapshot.cluster, object),
      labels: object.metadata.labels ?? {},
    })),
    ...snapshot.index(serviceEntries).all,
  ];
  const told = new Map<string, FindingDraft>();
  for (const asked of named) {
    const found = waypointOf(asked);
    if (found?.state === 'does-not') {
      const { use, why } = found;
      const { labelled } = use;
      // What a namespace names is one mistake, however many Services it has.
      told.set(refKey(labelled), {
        at: {
          source: 'istio-egress',
          object: labelled,
          path: `metadata.labels["${USE_WAYPOINT}"]`,
        },
        params: {
          kind: labelled.kind,
          name: labelled.namespace
            ? `${labelled.namespace}/${labelled.name}`
            : labelled.name,
          waypoint: `${use.namespace}/${use.name}`,
          why: WHY[why],
        },
        entities: [],
      });
    }
  }
  return [...told.values()];
}
