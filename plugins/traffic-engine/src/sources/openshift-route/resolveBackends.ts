import { SERVICE } from '../../kinds/coreKinds';
import type { BackendDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import { SOURCE_ID } from './kinds';
import type { RouteBackend, RouteFact } from './RouteFact';

/** `to` and `alternateBackends` by their weights, 100 where none is given; Services of the own namespace alone. */
export function resolveBackends(
  snapshot: ClusterSnapshot,
  route: RouteFact,
): readonly BackendDraft[] {
  const sum = route.backends.reduce((total, { weight }) => total + weight, 0);
  return route.backends.map(backend => ({
    ...resolveBackend(snapshot, route, backend),
    weight: backend.weight,
    share: sum === 0 ? 0 : backend.weight / sum,
    provenance: at(SOURCE_ID, route.object)(backend.path),
  }));
}

function resolveBackend(
  snapshot: ClusterSnapshot,
  { object, targetPort }: RouteFact,
  { kind, name }: RouteBackend,
): Pick<BackendDraft, 'ref' | 'port' | 'reason' | 'target'> {
  const { namespace } = object;
  const ref = { ...refOf(snapshot.cluster, SERVICE, namespace, name), kind };
  const base = { ref, port: targetPort };
  if (kind !== SERVICE.kind) {
    const why = 'a Route reaches Services alone';
    return {
      ...base,
      reason: 'InvalidKind',
      target: { state: 'unsupported', ref, why },
    };
  }
  const found = lookUp(snapshot, SERVICE, namespace, name);
  if (found.state !== 'resolved') {
    const reason = found.state === 'missing' ? 'BackendNotFound' : null;
    return { ...base, reason, target: found };
  }
  const servicePort = findPort(serviceFact(found.value), targetPort);
  return servicePort === undefined
    ? {
        ...base,
        reason: 'BackendPortNotFound',
        target: { state: 'missing', ref },
      }
    : {
        ...base,
        port: servicePort,
        reason: null,
        target: { state: 'resolved', value: { service: ref, servicePort } },
      };
}

/** `port.targetPort` is a port of the pods, or the name of a port; without one, the first port of the Service. */
function findPort(
  { ports }: ServiceFact,
  targetPort: number | string | null,
): number | undefined {
  return targetPort === null
    ? ports[0]?.port
    : ports.find(
        port => port.name === targetPort || port.targetPort === targetPort,
      )?.port;
}
