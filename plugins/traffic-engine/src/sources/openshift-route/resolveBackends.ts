import { ENDPOINT_SLICE, SERVICE } from '../../kinds/coreKinds';
import type { BackendDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { canTellAbsence, lookUp } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { KubeObject } from '../../snapshot/KubeObject';
import { readList, readNumber, readText } from '../../snapshot/read';
import {
  serviceFact,
  type ServiceFact,
  type ServicePortFact,
} from '../../topology/Service';
import { SOURCE_ID } from './kinds';
import type { RouteBackend, RouteFact } from './RouteFact';

const slicesByService: SnapshotIndex<
  ReadonlyMap<string, readonly KubeObject[]>
> = {
  name: 'openshift-slices',
  reads: [ENDPOINT_SLICE],
  build: snapshot =>
    groupBy(
      snapshot.list(ENDPOINT_SLICE),
      ({ metadata: { namespace = '', labels } }) =>
        `${namespace}/${labels?.['kubernetes.io/service-name'] ?? ''}`,
    ),
};

type Target = Pick<BackendDraft, 'ref' | 'port' | 'reason' | 'target'>;

/**
 * `to` and `alternateBackends` by their weights, 100 where none is given; Services of the own namespace alone. Without a port the
 * router takes the endpoints of all ports of a Service, which then share its part (endpointsForAlias).
 */
export function resolveBackends(
  snapshot: ClusterSnapshot,
  route: RouteFact,
): readonly BackendDraft[] {
  const sum = route.backends.reduce((total, { weight }) => total + weight, 0);
  const resolved = route.backends.map(backend => ({
    backend,
    targets: resolveBackend(snapshot, route, backend),
  }));
  const scale = wholeScale(resolved);
  return resolved.flatMap(({ backend, targets }) => {
    const weight = backend.weight / targets.length;
    return targets.map(target => ({
      ...target,
      weight: Math.round(weight * scale),
      share: sum === 0 ? 0 : weight / sum,
      provenance: at(SOURCE_ID, route.object)(backend.path),
    }));
  });
}

/** By what weights are multiplied so that each port's part of its Service's weight is a whole number, as weights are. */
function wholeScale(
  resolved: readonly {
    readonly backend: RouteBackend;
    readonly targets: readonly Target[];
  }[],
): number {
  return resolved.reduce(
    (scale, { backend, targets }) =>
      targets.length === 0 || (backend.weight * scale) % targets.length === 0
        ? scale
        : scale * targets.length,
    1,
  );
}

function resolveBackend(
  snapshot: ClusterSnapshot,
  { object, targetPort }: RouteFact,
  { kind, name }: RouteBackend,
): readonly Target[] {
  const { namespace } = object;
  const ref = { ...refOf(snapshot.cluster, SERVICE, namespace, name), kind };
  const base = { ref, port: targetPort };
  if (kind !== SERVICE.kind) {
    const why = 'a Route reaches Services alone';
    return [
      {
        ...base,
        reason: 'InvalidKind',
        target: { state: 'unsupported', ref, why },
      },
    ];
  }
  const found = lookUp(snapshot, SERVICE, namespace, name);
  if (found.state !== 'resolved') {
    const reason = found.state === 'missing' ? 'BackendNotFound' : null;
    return [{ ...base, reason, target: found }];
  }
  const service = serviceFact(found.value);
  const ports = portsOf(snapshot, { namespace, name, service, targetPort });
  if (ports === 'unknown') {
    const because = snapshot.statusOf(ENDPOINT_SLICE);
    return [
      { ...base, reason: null, target: { state: 'unknown', ref, because } },
    ];
  }
  return ports.length === 0
    ? [
        {
          ...base,
          reason: 'BackendPortNotFound',
          target: { state: 'missing', ref },
        },
      ]
    : ports.map(({ port }) => ({
        ref,
        port,
        reason: null,
        target: {
          state: 'resolved',
          value: { service: ref, servicePort: port },
        },
      }));
}

/** Ports by the name that they have in the Service, or by the number that they have in the pods; all of TCP without one. */
function portsOf(
  snapshot: ClusterSnapshot,
  wanted: {
    namespace: string;
    name: string;
    service: ServiceFact;
    targetPort: number | string | null;
  },
): readonly ServicePortFact[] | 'unknown' {
  const { namespace, service, targetPort } = wanted;
  const ports = service.ports.filter(({ protocol }) => protocol !== 'UDP');
  if (targetPort === null) {
    return ports;
  }
  const named = ports.filter(
    port =>
      port.name === String(targetPort) ||
      (typeof targetPort === 'number' && port.targetPort === targetPort),
  );
  const isOpen = ports.some(port => typeof port.targetPort === 'string');
  if (named.length > 0 || typeof targetPort === 'string' || !isOpen) {
    return named.slice(0, 1);
  }
  // The pods alone say which number a port has that the Service calls by a name.
  const slices =
    snapshot.index(slicesByService).get(`${namespace}/${wanted.name}`) ?? [];
  const names = slices
    .flatMap(slice => readList(slice, 'ports'))
    .filter(port => readNumber(port, 'port') === targetPort)
    .map(port => readText(port, 'name') ?? '');
  return slices.length > 0 ||
    canTellAbsence(snapshot.statusOf(ENDPOINT_SLICE), namespace)
    ? ports.filter(port => names.includes(port.name)).slice(0, 1)
    : 'unknown';
}
