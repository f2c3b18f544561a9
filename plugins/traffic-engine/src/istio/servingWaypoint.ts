import type { ObjectRef } from '@portolan/plugin-traffic-common';
import {
  namespaceLabels,
  type NamespaceLabels,
} from '../egress/namespaceLabels';
import { NAMESPACE } from '../kinds/coreKinds';
import { GATEWAY, GATEWAY_CLASS } from '../kinds/gatewayApiKinds';
import { readLabelSelector } from '../match/readLabelSelector';
import { canTellAbsence, lookUp } from '../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { readList, readNumber, readRecord, readText } from '../snapshot/read';
import { findWaypoint, WAYPOINT_CLASS, type WaypointUse } from './waypoints';

/** Which traffic a waypoint takes: what is addressed to Services, to pods by their address, both, or nothing. */
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const HBONE_PORT = 15008;

/** Whether a waypoint that is named serves who names it, and why not. */
export type WaypointAnswer =
  | { readonly state: 'serves'; readonly use: WaypointUse }
  | {
      readonly state: 'does-not';
      readonly use: WaypointUse;
      readonly why: 'no-such-gateway' | 'other-traffic' | 'namespace-not-taken';
    }
  | { readonly state: 'not-known'; readonly use: WaypointUse | null };

type Asked = {
  readonly ref: ObjectRef;
  readonly labels: Readonly<Record<string, string>>;
};

/**
 * The waypoint through which what is addressed to a Service or ServiceEntry goes; undefined where none is named. A Gateway that
 * is not there, takes other traffic (`istio.io/waypoint-for` of it, else of its class, `service` by default) or does not let the
 * namespace attach (`allowedRoutes` of its HBONE listener, its own namespace by default) is passed by (istiod,
 * fetchWaypointForService).
 */
export const servingWaypoint: SnapshotIndex<
  (asked: Asked) => WaypointAnswer | undefined
> = {
  name: 'istio waypoints',
  reads: [GATEWAY, GATEWAY_CLASS, NAMESPACE],
  build: snapshot => {
    const namespaces = snapshot.index(namespaceLabels);
    const takes = trafficOf(snapshot);
    return asked => {
      const use = findWaypoint(asked, namespaces);
      if (!use) {
        return use === null ? { state: 'not-known', use } : undefined;
      }
      const found = lookUp(snapshot, GATEWAY, use.namespace, use.name);
      if (found.state !== 'resolved') {
        return found.state === 'missing'
          ? { state: 'does-not', use, why: 'no-such-gateway' }
          : { state: 'not-known', use };
      }
      const traffic = takes(found.value);
      if (traffic === null) {
        return { state: 'not-known', use };
      }
      if (traffic !== 'service' && traffic !== 'all') {
        return { state: 'does-not', use, why: 'other-traffic' };
      }
      switch (allows(found.value, asked.ref.namespace, namespaces)) {
        case 'yes':
          return { state: 'serves', use };
        case 'no':
          return { state: 'does-not', use, why: 'namespace-not-taken' };
        default:
          return { state: 'not-known', use };
      }
    };
  },
};

/** What a waypoint takes; null: its class, which may say so, is not known. */
function trafficOf(
  snapshot: ClusterSnapshot,
): (gateway: KubeObject) => string | null {
  const classes = new Map(
    snapshot
      .list(GATEWAY_CLASS)
      .map(({ metadata }) => [metadata.name, metadata.labels?.[WAYPOINT_FOR]]),
  );
  const areAllSeen = canTellAbsence(snapshot.statusOf(GATEWAY_CLASS), '');
  const gateways = new Map(
    snapshot
      .list(GATEWAY)
      .map(gateway => [gateway, gateway.metadata.labels?.[WAYPOINT_FOR]]),
  );
  return gateway => {
    const own = gateways.get(gateway);
    const name = readText(gateway.spec, 'gatewayClassName') ?? '';
    // The control plane makes its own class, which says nothing.
    const isKnown = classes.has(name) || areAllSeen || name === WAYPOINT_CLASS;
    return own ?? (isKnown ? classes.get(name) ?? 'service' : null);
  };
}

function allows(
  gateway: KubeObject,
  namespace: string,
  namespaces: NamespaceLabels,
): 'yes' | 'no' | 'not-known' {
  const tunnel = readList(gateway.spec, 'listeners').find(
    listener =>
      readText(listener, 'protocol') === 'HBONE' &&
      readNumber(listener, 'port') === HBONE_PORT,
  );
  const allowed = readRecord(readRecord(tunnel, 'allowedRoutes'), 'namespaces');
  switch (readText(allowed, 'from')) {
    case 'All':
      return 'yes';
    case 'Selector': {
      const read = readLabelSelector(readRecord(allowed, 'selector'), '');
      const match = read.ok
        ? namespaces.match(read.selector, namespace)
        : 'not-known';
      return match === 'yes' || match === 'no' ? match : 'not-known';
    }
    default:
      return gateway.metadata.namespace === namespace ? 'yes' : 'no';
  }
}
