import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { z } from 'zod';
import type { KindRef } from '../../kinds/KindRef';
import { fieldPath } from '../../model/fieldPath';
import { refOf } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { KubeObject } from '../../snapshot/KubeObject';
import type { SourceProblem } from '../../sources/Source';

/** One Istio object with its spec in the API's own field names, absent parts as null or empty. */
export interface IstioObject<T> {
  readonly ref: ObjectRef;
  /** '' where the object carries none, as in files. */
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: T;
}

export interface IstioObjects<T> {
  /** Sorted by namespace and name. */
  readonly all: readonly IstioObject<T>[];
  inNamespace(namespace: string): readonly IstioObject<T>[];
  get(namespace: string, name: string): IstioObject<T> | undefined;
  /** Objects whose spec has a field of a wrong type: left out of `all`, and told by one problem each. */
  readonly unreadable: readonly SourceProblem[];
}

/** All readable objects of one kind; read once while the kind is unchanged, each spec once while the object is. */
export function istioReader<S extends z.ZodType>(
  kind: KindRef,
  schema: S,
): SnapshotIndex<IstioObjects<z.output<S>>> {
  const specs = new WeakMap<KubeObject, Parsed<z.output<S>>>();
  const parse = (object: KubeObject) => {
    const known = specs.get(object) ?? parseSpec(schema, object);
    specs.set(object, known);
    return known;
  };
  return {
    name: `istio ${kind.kind}`,
    reads: [kind],
    build: snapshot => listObjects(snapshot, kind, parse),
  };
}

type Parsed<T> =
  | { readonly ok: true; readonly spec: T }
  | { readonly ok: false; readonly path: string; readonly message: string };

function parseSpec<S extends z.ZodType>(
  schema: S,
  object: KubeObject,
): Parsed<z.output<S>> {
  const result = schema.safeParse(object.spec ?? {});
  if (result.success) {
    return { ok: true, spec: result.data };
  }
  const [issue] = result.error.issues;
  return {
    ok: false,
    path: fieldPath(['spec', ...issue.path]),
    message: issue.message,
  };
}

function listObjects<T>(
  snapshot: ClusterSnapshot,
  kind: KindRef,
  parse: (object: KubeObject) => Parsed<T>,
): IstioObjects<T> {
  const all: IstioObject<T>[] = [];
  const unreadable: SourceProblem[] = [];
  for (const object of snapshot.list(kind)) {
    const { metadata } = object;
    const ref = refOf(
      snapshot.cluster,
      kind,
      metadata.namespace ?? '',
      metadata.name,
    );
    const parsed = parse(object);
    if (parsed.ok) {
      all.push({
        ref,
        createdAt: metadata.creationTimestamp ?? '',
        labels: metadata.labels ?? {},
        annotations: metadata.annotations ?? {},
        spec: parsed.spec,
      });
    } else {
      unreadable.push({
        severity: 'error',
        object: ref,
        path: parsed.path,
        message: `${kind.kind} ${ref.namespace}/${ref.name} could not be read at ${parsed.path}: ${parsed.message}. It is left out; correct the field.`,
      });
    }
  }
  return toIstioObjects(all, unreadable);
}

/** Objects, sorted by namespace and name, with their look-ups. */
export function toIstioObjects<T>(
  all: readonly IstioObject<T>[],
  unreadable: readonly SourceProblem[],
): IstioObjects<T> {
  const byNamespace = groupBy(all, ({ ref }) => ref.namespace);
  const byName = new Map(
    all.map(item => [`${item.ref.namespace}/${item.ref.name}`, item]),
  );
  return {
    all,
    unreadable,
    inNamespace: namespace => byNamespace.get(namespace) ?? [],
    get: (namespace, name) => byName.get(`${namespace}/${name}`),
  };
}

/** Oldest first, then by namespace and name: the order in which istiod merges configuration. */
export function compareByAge(
  a: Pick<IstioObject<unknown>, 'ref' | 'createdAt'>,
  b: Pick<IstioObject<unknown>, 'ref' | 'createdAt'>,
): number {
  return (
    compare(a.createdAt, b.createdAt) ||
    compare(a.ref.name, b.ref.name) ||
    compare(a.ref.namespace, b.ref.namespace)
  );
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
