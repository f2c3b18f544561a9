import type {
  Provenance,
  RequestOutcome,
} from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../../kinds/coreKinds';
import type { BackendDraft } from '../../../../model/drafts';
import { at, refOf } from '../../../../model/refs';
import { lookUp } from '../../../../references/lookUp';
import type { ClusterSnapshot } from '../../../../snapshot/ClusterSnapshot';
import { serviceFact } from '../../../../topology/Service';
import { INGRESS_CLASS, SOURCE_ID } from '../../kinds';
import { isTrue } from '../annotationPolicies';
import type { ClassDoor, ReadinessLookUp } from '../IngressController';
import { shareOf } from '../shareOf';
import { annotationKey } from './annotations';
import { respond } from './answerOfLocation';
import type { Claim } from './servers';
import type { NginxSettings } from './settings';

const DEFAULT_BACKEND = 'default-backend';
const DEFAULT_BACKEND_FLAG = 'default-backend-service';

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
  return firstPortOf(snapshot, {
    namespace: fact.object.namespace,
    name,
    provenance: fact.atAnnotation(key),
  });
}

/**
 * What answers where no path takes the request: the Service of `--default-backend-service`, as long as it has endpoints, else
 * the controller itself with 404 (controller.go, getDefaultUpstream).
 */
export function answerOfDefaultBackend(
  { snapshot, entry }: ClassDoor,
  settings: NginxSettings,
  sent: {
    readonly host: string;
    readonly path: string | null;
    readonly isReady: ReadinessLookUp;
  },
): RequestOutcome {
  const { host, path, isReady } = sent;
  const place = settings.flags[DEFAULT_BACKEND_FLAG] ?? '';
  const [namespace, name = ''] = place.split('/');
  const backend =
    name === ''
      ? undefined
      : firstPortOf(snapshot, {
          namespace,
          name,
          provenance: at(
            SOURCE_ID,
            refOf(snapshot.cluster, INGRESS_CLASS, '', entry.className ?? ''),
          )('spec.controller'),
        });
  const share =
    backend && shareOf(backend, { host, path, failure: 404 }, isReady);
  return share && share.outcome !== 'failed'
    ? { kind: 'forward', shares: [share], mirrors: [] }
    : respond(404, null, 'the default backend of the controller');
}

function firstPortOf(
  snapshot: ClusterSnapshot,
  {
    namespace,
    name,
    provenance,
  }: { namespace: string; name: string; provenance: Provenance },
): BackendDraft | undefined {
  const ref = refOf(snapshot.cluster, SERVICE, namespace, name);
  const found = lookUp(snapshot, SERVICE, namespace, name);
  const whole = { ref, weight: 1, share: 1, provenance };
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
