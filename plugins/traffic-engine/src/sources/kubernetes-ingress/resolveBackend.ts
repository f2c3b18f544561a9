import type {
  KindStatus,
  Provenance,
  Resolution,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../kinds/coreKinds';
import type { BackendDraft, ServiceTarget } from '../../model/drafts';
import { refOf } from '../../model/refs';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import type { IngressBackend } from './schema';

/** What a resource backend means is the controller's own: it may well serve, so it is not known and not failing. */
const NOT_READ: KindStatus = {
  state: 'pending',
  problem: {
    reason: 'not-configured',
    message: 'What a resource backend means is up to the Ingress controller.',
  },
};

/**
 * Follows a backend to a Service port of the Ingress's own namespace: there is no cross-namespace backend in this API.
 * Undefined when the backend names neither a Service nor a resource, which the API server refuses.
 */
export function resolveBackend(options: {
  snapshot: ClusterSnapshot;
  namespace: string;
  backend: IngressBackend;
  provenance: Provenance;
  /** Some controllers find a port by its target port too. */
  findsTargetPorts?: boolean;
}): BackendDraft | undefined {
  const { snapshot, namespace, backend, provenance } = options;
  const whole = { weight: 1, share: 1, provenance };
  if (backend.service) {
    const { name } = backend.service;
    const ref = refOf(snapshot.cluster, SERVICE, namespace, name);
    const port =
      backend.service.port?.number ?? backend.service.port?.name ?? null;
    const found = lookUp(snapshot, SERVICE, namespace, name);
    if (found.state !== 'resolved') {
      const reason = found.state === 'missing' ? 'BackendNotFound' : null;
      return { ...whole, ref, port, target: found, reason };
    }
    const service = serviceFact(found.value);
    const servicePort =
      findPort(service, port) ??
      (options.findsTargetPorts ? findTargetPort(service, port) : undefined);
    const target: Resolution<ServiceTarget> =
      servicePort === undefined
        ? { state: 'missing', ref }
        : { state: 'resolved', value: { service: ref, servicePort } };
    return {
      ...whole,
      ref,
      port,
      target,
      reason: servicePort === undefined ? 'BackendPortNotFound' : null,
    };
  }
  if (backend.resource) {
    const { apiGroup, kind, name } = backend.resource;
    const ref = {
      cluster: snapshot.cluster,
      group: apiGroup ?? '',
      kind,
      namespace,
      name,
    };
    return {
      ...whole,
      ref,
      port: null,
      target: { state: 'unknown', ref, because: NOT_READ },
      reason: 'ResourceBackend',
    };
  }
  return undefined;
}

/**
 * The number of the port that a backend names. An ExternalName Service need not list its ports, so there a number stands
 * for itself.
 */
function findPort(
  service: ServiceFact,
  port: number | string | null,
): number | undefined {
  if (port === null) {
    return undefined;
  }
  const listed = service.ports.find(
    known => known.port === port || known.name === port,
  );
  if (listed) {
    return listed.port;
  }
  return service.externalName !== null && typeof port === 'number'
    ? port
    : undefined;
}

function findTargetPort(
  service: ServiceFact,
  port: number | string | null,
): number | undefined {
  return service.ports.find(({ targetPort }) => targetPort === port)?.port;
}
