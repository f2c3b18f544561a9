import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { PolicyTarget } from '../model/drafts';

/** Where annotations of a Service hold, apart from a Backend that it names. */
export const SERVICE_ANNOTATIONS = 'annotations';

/**
 * What sets something for a backend of HAProxy, nearest first: the Backend that its Service names, the one that the Ingress names,
 * and the annotations of the Service, which count only where there is no Backend.
 */
export function haproxyTargets(
  service: ObjectRef,
  ingress?: ObjectRef,
): readonly PolicyTarget[] {
  return [
    { ref: service },
    ...(ingress ? [{ ref: ingress }] : []),
    { ref: service, section: SERVICE_ANNOTATIONS },
  ];
}
