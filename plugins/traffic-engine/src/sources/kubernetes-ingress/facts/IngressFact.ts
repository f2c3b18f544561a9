import type { ObjectRef, Provenance } from '@portolan/plugin-traffic-common';
import { at, refTo } from '../../../model/refs';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../../snapshot/KubeObject';
import { readLabels } from '../../../snapshot/read';
import { readOnce } from '../../../snapshot/readOnce';
import { SOURCE_ID } from '../kinds';
import { readStatus, type IngressStatus } from '../readStatus';
import { resolveClass, type ClassDecision } from '../resolveClass';
import { ingressSpecSchema, type IngressSpec } from '../schema';

/** An Ingress as every controller reads it: the parsed spec, its class, its annotations. */
export interface IngressFact {
  readonly object: ObjectRef;
  /** ISO time; '' where none is known, as in a file. */
  readonly createdAt: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: IngressSpec;
  readonly klass: ClassDecision;
  readonly status: IngressStatus;
  /** The provenance of a field of this Ingress. */
  at(path: string): Provenance;
  /** The provenance of an annotation of this Ingress. */
  atAnnotation(key: string): Provenance;
}

const parseSpec = readOnce((ingress: KubeObject) =>
  ingressSpecSchema.safeParse(ingress.spec ?? {}),
);

/** The same fact as long as its Ingress and the class of it are the same: what is derived from it alone is kept with it. */
const facts = new WeakMap<KubeObject, IngressFact>();

/** The fact of an Ingress, or the path and message of the first field that is not as the API defines it. */
export function readIngress(
  snapshot: ClusterSnapshot,
  ingress: KubeObject,
):
  | { readonly fact: IngressFact }
  | { readonly path: readonly PropertyKey[]; readonly message: string } {
  const parsed = parseSpec(ingress);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    return { path: ['spec', ...path], message };
  }
  const klass = resolveClass(snapshot, ingress);
  const known = facts.get(ingress);
  if (known?.klass === klass && known.object.cluster === snapshot.cluster) {
    return { fact: known };
  }
  const object = refTo(snapshot.cluster, ingress);
  const provenance = at(SOURCE_ID, object);
  const fact: IngressFact = {
    object,
    createdAt: ingress.metadata.creationTimestamp ?? '',
    annotations: readLabels(ingress.metadata, 'annotations'),
    spec: parsed.data,
    klass,
    status: readStatus(ingress, klass.entry.controller),
    at: provenance,
    atAnnotation: key => provenance(annotationPath(key)),
  };
  facts.set(ingress, fact);
  return { fact };
}

/** Where an annotation stands in its object. */
export function annotationPath(key: string): string {
  return `metadata.annotations['${key}']`;
}
