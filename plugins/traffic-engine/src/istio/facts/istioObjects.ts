import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { z } from 'zod';
import type { KindRef } from '../../kinds/KindRef';
import { fieldPath } from '../../model/fieldPath';
import { refOf } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
  type SnapshotIndex,
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

/** All readable objects of one kind; read once while the kind is unchanged, each object once while it is. */
export function istioReader<S extends z.ZodType>(
  kind: KindRef,
  schema: S,
): SnapshotIndex<IstioObjects<z.output<S>>> {
  const known = new WeakMap<KubeObject, Read<z.output<S>>>();
  const read = (object: KubeObject, cluster: string) => {
    let found = known.get(object);
    if (found?.ref.cluster !== cluster) {
      found = readObject(schema, { object, kind, cluster });
      known.set(object, found);
    }
    return found;
  };
  return steppedIndex({
    name: `istio ${kind.kind}`,
    reads: [kind],
    buildInSteps: snapshot => listObjects(snapshot, kind, read),
  });
}

/** One object of one cluster, or what is told of it where it cannot be read. */
type Read<T> =
  | {
      readonly ok: true;
      readonly ref: ObjectRef;
      readonly item: IstioObject<T>;
    }
  | {
      readonly ok: false;
      readonly ref: ObjectRef;
      readonly problem: SourceProblem;
    };

function readObject<S extends z.ZodType>(
  schema: S,
  from: { object: KubeObject; kind: KindRef; cluster: string },
): Read<z.output<S>> {
  const { object, kind, cluster } = from;
  const { metadata } = object;
  const ref = refOf(cluster, kind, metadata.namespace ?? '', metadata.name);
  const parsed = parseSpec(schema, object);
  return parsed.ok
    ? {
        ok: true,
        ref,
        item: {
          ref,
          createdAt: metadata.creationTimestamp ?? '',
          labels: metadata.labels ?? {},
          annotations: metadata.annotations ?? {},
          spec: parsed.spec,
        },
      }
    : {
        ok: false,
        ref,
        problem: {
          severity: 'error',
          object: ref,
          path: parsed.path,
          message: `${kind.kind} ${ref.namespace}/${ref.name} could not be read at ${parsed.path}: ${parsed.message}. It is left out; correct the field.`,
        },
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

/** So many objects are read in one step: some milliseconds where they were not seen before. */
const OBJECTS_PER_STEP = 100;

function* listObjects<T>(
  snapshot: ClusterSnapshot,
  kind: KindRef,
  read: (object: KubeObject, cluster: string) => Read<T>,
): Generator<void, IstioObjects<T>> {
  const all: IstioObject<T>[] = [];
  const unreadable: SourceProblem[] = [];
  for (const [position, object] of snapshot.list(kind).entries()) {
    if (position % OBJECTS_PER_STEP === OBJECTS_PER_STEP - 1) {
      yield;
    }
    const found = read(object, snapshot.cluster);
    if (found.ok) {
      all.push(found.item);
    } else {
      unreadable.push(found.problem);
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
  const byName = new Map<string, ReadonlyMap<string, IstioObject<T>>>();
  return {
    all,
    unreadable,
    inNamespace: namespace => byNamespace.get(namespace) ?? [],
    get: (namespace, name) => {
      let names = byName.get(namespace);
      if (!names) {
        const own = byNamespace.get(namespace) ?? [];
        names = new Map(own.map(item => [item.ref.name, item]));
        byName.set(namespace, names);
      }
      return names.get(name);
    },
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
