import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import { SERVICE } from '../../../kinds/coreKinds';
import type { BackendDraft } from '../../../model/drafts';
import { at } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { serviceFact } from '../../../topology/Service';
import { annotationPath } from '../facts/IngressFact';
import { SOURCE_ID } from '../kinds';
import {
  isTrue,
  readAnnotations,
  says,
  whenTrue,
  type AnnotationTable,
} from './annotationPolicies';
import type { TraefikSettings } from './traefikSettings';

/** Of all annotations of Traefik. */
export const PREFIX = 'traefik.ingress.kubernetes.io/';

/** The annotations that Traefik reads from the Service behind an Ingress (`parseServiceConfig`). */
export const SERVICE_ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX],
  told: [],
  rules: [
    {
      key: 'service.serversscheme',
      aspect: 'connection',
      summary: says('to the backend by'),
    },
    {
      key: 'service.serverstransport',
      aspect: 'backend-tls',
      summary: says('ServersTransport'),
    },
    {
      key: 'service.passhostheader',
      aspect: 'headers',
      summary: value =>
        value === 'false' ? 'the Host header is not passed on' : undefined,
    },
    {
      key: 'service.sticky.cookie',
      aspect: 'session-affinity',
      summary: whenTrue('by cookie'),
      details: [
        'service.sticky.cookie.name',
        'service.sticky.cookie.secure',
        'service.sticky.cookie.httponly',
        'service.sticky.cookie.samesite',
        'service.sticky.cookie.maxage',
        'service.sticky.cookie.domain',
        'service.sticky.cookie.path',
      ],
    },
    {
      key: 'service.nativelb',
      aspect: 'load-balancing',
      summary: whenTrue('by the Service’s own address'),
    },
    {
      key: 'service.nodeportlb',
      aspect: 'load-balancing',
      summary: whenTrue('by node ports'),
    },
  ],
};

/** What the Service of a backend sets for the requests to it. */
export function policiesOfService(
  snapshot: ClusterSnapshot,
  { ref }: BackendDraft,
): readonly RoutePolicy[] {
  const service = serviceOf(snapshot, ref);
  if (!service) {
    return [];
  }
  const atField = at(SOURCE_ID, ref);
  return readAnnotations(
    {
      annotations: service.metadata.annotations ?? {},
      atAnnotation: key => atField(annotationPath(key)),
    },
    SERVICE_ANNOTATIONS,
  ).policies.map(({ rule: _rule, ...policy }) => policy);
}

/**
 * A path whose Service has no endpoints is left out unless Traefik is told otherwise. By the address of the Service, or by nodes,
 * endpoints do not matter.
 */
export function dryService(
  snapshot: ClusterSnapshot,
  settings: TraefikSettings | null,
  { ref }: BackendDraft,
): 'kept' | 'left-out' | 'not-known' {
  const service = serviceOf(snapshot, ref);
  const annotations = service?.metadata.annotations ?? {};
  const native = annotations[`${PREFIX}service.nativelb`];
  const isByNode =
    service !== undefined &&
    serviceFact(service).type === 'NodePort' &&
    isTrue(annotations[`${PREFIX}service.nodeportlb`]);
  if (isByNode || isTrue(native)) {
    return 'kept';
  }
  if (!settings) {
    return 'not-known';
  }
  const isNative = native === undefined && settings.nativeLBByDefault;
  return settings.allowEmptyServices || isNative ? 'kept' : 'left-out';
}

/** Whether the Service of a backend stands for a name outside the cluster. */
export function isExternal(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): boolean {
  const service = snapshot.get(SERVICE, namespace, name);
  return service !== undefined && serviceFact(service).externalName !== null;
}

function serviceOf(
  snapshot: ClusterSnapshot,
  { namespace, name }: BackendDraft['ref'],
): KubeObject | undefined {
  return snapshot.get(SERVICE, namespace, name);
}
