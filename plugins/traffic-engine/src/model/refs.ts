import type { ObjectRef, Provenance } from '@portolan/plugin-traffic-common';
import { groupOf, type KindRef } from '../kinds/KindRef';
import { compareText } from '../snapshot/compareText';
import type { KubeObject } from '../snapshot/KubeObject';

/** The ref of an object that is in a snapshot of the cluster. */
export function refTo(cluster: string, object: KubeObject): ObjectRef {
  return {
    cluster,
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  };
}

/** The ref of an object that may or may not exist. */
export function refOf(
  cluster: string,
  kind: KindRef,
  namespace: string,
  name: string,
): ObjectRef {
  return { cluster, group: kind.group, kind: kind.kind, namespace, name };
}

/** A text that is equal exactly for equal refs. */
export function refKey(ref: ObjectRef): string {
  return `${ref.cluster}|${ref.group}|${ref.kind}|${ref.namespace}|${ref.name}`;
}

export function compareRefs(a: ObjectRef, b: ObjectRef): number {
  return (
    compareText(a.cluster, b.cluster) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name) ||
    compareText(a.group, b.group)
  );
}

/** `at('gateway-api', ref)('spec.rules[0]')`: the provenance of a field of one object. */
export function at(source: string, object: ObjectRef) {
  return (path: string): Provenance => ({ source, object, path });
}
