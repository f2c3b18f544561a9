import type {
  KindStatus,
  ObjectRef,
  Resolution,
} from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import { refOf } from '../model/refs';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';

/**
 * Whether the absence of an object of this kind in this namespace means that there is none. A kind that is not served has
 * no objects, and that is knowledge; a stale view still answers, with its age told elsewhere.
 */
export function canTellAbsence(status: KindStatus, namespace: string): boolean {
  switch (status.state) {
    case 'synced':
    case 'stale':
      return !status.namespaces || status.namespaces.includes(namespace);
    case 'absent':
      return true;
    default:
      return false;
  }
}

/** Follows a reference by kind and name: the object, or that it is missing, or that we could not look. */
export function lookUp(
  snapshot: ClusterSnapshot,
  kind: KindRef,
  namespace: string,
  name: string,
): Resolution<KubeObject> {
  const value = snapshot.get(kind, namespace, name);
  if (value) {
    return { state: 'resolved', value };
  }
  const ref: ObjectRef = refOf(snapshot.cluster, kind, namespace, name);
  const status = snapshot.statusOf(kind);
  return canTellAbsence(status, namespace)
    ? { state: 'missing', ref }
    : { state: 'unknown', ref, because: status };
}
