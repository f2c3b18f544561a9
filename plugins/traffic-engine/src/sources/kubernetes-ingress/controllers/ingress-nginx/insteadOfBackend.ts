import { SERVICE } from '../../../../kinds/coreKinds';
import type { BackendDraft } from '../../../../model/drafts';
import { refOf } from '../../../../model/refs';
import { lookUp } from '../../../../references/lookUp';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../../../topology/Service';
import { isTrue } from '../annotationPolicies';
import { annotationKey } from './annotations';
import type { Claim } from './servers';

const DEFAULT_BACKEND = 'default-backend';

/**
 * The first port of the Service of the annotation `default-backend`, which takes the requests where the backend has no endpoint
 * (controller.go, getBackendServers); undefined where there is none. A backend of the controller's own has no such stand-in.
 */
export function defaultBackendOf(
  snapshot: ClusterSnapshot,
  { fact, backend }: Claim,
): BackendDraft | undefined {
  const key = annotationKey(DEFAULT_BACKEND);
  const name = fact.annotations[key]?.trim() ?? '';
  if (name === '' || backend === null) {
    return undefined;
  }
  const { namespace } = fact.object;
  const ref = refOf(snapshot.cluster, SERVICE, namespace, name);
  const found = lookUp(snapshot, SERVICE, namespace, name);
  const whole = {
    ref,
    weight: 1,
    share: 1,
    provenance: fact.atAnnotation(key),
  };
  if (found.state !== 'resolved') {
    return found.state === 'missing'
      ? undefined
      : { ...whole, port: null, target: found, reason: null };
  }
  const [first] = serviceFact(found.value).ports;
  return first
    ? {
        ...whole,
        port: first.port,
        target: {
          state: 'resolved',
          value: { service: ref, servicePort: first.port },
        },
        reason: null,
      }
    : undefined;
}

/**
 * Whether the controller sends to the address of the Service itself, so that it does not know whether a pod is there: not for
 * a Service without such an address (`service-upstream`).
 */
export function usesServiceAddress(
  snapshot: ClusterSnapshot,
  { fact }: Claim,
  { ref }: Pick<BackendDraft, 'ref'>,
): boolean {
  const service = snapshot.get(SERVICE, ref.namespace, ref.name);
  if (
    !service ||
    !isTrue(fact.annotations[annotationKey('service-upstream')])
  ) {
    return false;
  }
  const { type, clusterIPs } = serviceFact(service);
  return type !== 'ExternalName' && !clusterIPs.includes('None');
}
