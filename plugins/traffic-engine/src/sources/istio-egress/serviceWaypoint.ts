import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import type { WayOutAnswer } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import type { AuthorizationQuestion, Caller } from './matchAuthorization';
import { authorizeAtWaypoint } from './onTheWay';
import { waypointOf } from './waypoints';

/** Protocols, as ports of Services name them, of which a proxy sees no requests. */
const CONNECTIONS: readonly string[] = [
  'tcp',
  'tls',
  'https',
  'udp',
  'mongo',
  'mysql',
  'redis',
];

/**
 * How ambient clients reach a Service of the cluster: through the waypoint that it names, where AuthorizationPolicies for the
 * Service, the waypoint or its class are asked first. By which name the Service is called there is not known.
 */
export function guideToService(
  snapshot: ClusterSnapshot,
  options: { service: ObjectRef; port: number | null; caller: Caller },
): WayOutAnswer | undefined {
  const { service: ref, port, caller } = options;
  const object = snapshot.get(SERVICE, ref.namespace, ref.name);
  if (!object) {
    return undefined;
  }
  const service = serviceFact(object);
  const via = waypointOf(snapshot, { ref, labels: service.labels });
  const [waypoint] = via?.through ?? [];
  return (
    via && {
      via,
      ...(waypoint && {
        onTheWay: authorizeAtWaypoint(snapshot, {
          waypoint,
          target: ref,
          call: {
            caller,
            host: null,
            port,
            enforcer: enforcerOf(service, port),
          },
        }),
      }),
    }
  );
}

/** What is not said to be something else may be HTTP: the proxy finds out. */
function enforcerOf(
  { ports }: ServiceFact,
  asked: number | null,
): AuthorizationQuestion['enforcer'] {
  const found = ports.find(({ port }) => port === asked);
  const [named] = (found?.name ?? '').split('-');
  const protocol = (found?.appProtocol ?? named).toLowerCase();
  return CONNECTIONS.includes(protocol) ? 'connections' : 'requests';
}
