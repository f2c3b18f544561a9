import type { KindStatus } from '@portolan/plugin-traffic-common';
import type { KindKey, KindRef } from '../kinds/KindRef';
import { kindKey } from '../kinds/KindRef';
import { matchLabels, type LabelSelector } from '../match/labels';
import { createKindTable, type KindTable } from './KindTable';
import type { KubeObject } from './KubeObject';

/** What a store holds of one kind; `version` changes whenever the status or any object does. */
export interface KindState {
  readonly kind: KindRef;
  readonly status: KindStatus;
  readonly objects: readonly KubeObject[];
  readonly version: string;
}

/**
 * A value computed from a snapshot and kept as long as the kinds it reads are unchanged. Its `build` may read only the
 * kinds that `reads` names.
 */
export interface SnapshotIndex<T> {
  readonly name: string;
  readonly reads: readonly KindRef[];
  /**
   * `before` is the value of an older snapshot of the same cluster, where one is kept: what it has may be taken over where nothing
   * has changed of it. The answer is the same without, and must not hold on to `before` itself.
   */
  build(snapshot: ClusterSnapshot, before?: T): T;
  /** The same as `build` in steps of a few milliseconds, for an index that is dear. */
  buildInSteps?(snapshot: ClusterSnapshot, before?: T): Generator<void, T>;
}

/** An index that is built step by step where its caller can wait between two steps, and at once where it can not. */
export function steppedIndex<T>(index: {
  name: string;
  reads: readonly KindRef[];
  buildInSteps(snapshot: ClusterSnapshot, before?: T): Generator<void, T>;
}): SnapshotIndex<T> {
  return {
    ...index,
    build: (snapshot, before) => runSteps(index.buildInSteps(snapshot, before)),
  };
}

/** Runs a computation to its end without a pause. */
export function runSteps<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  return step.value;
}

/** A frozen view of one cluster. Looking costs a map access; nothing here waits or fails. */
export interface ClusterSnapshot {
  readonly cluster: string;
  /** What is known of a kind; a kind that nobody watches is `pending`. */
  statusOf(kind: KindRef): KindStatus;
  get(kind: KindRef, namespace: string, name: string): KubeObject | undefined;
  /** Objects sorted by namespace and name; of all namespaces when none is given. */
  list(kind: KindRef, namespace?: string): readonly KubeObject[];
  /** Objects of all namespaces as they came: for what sorts its own, smaller groups of a kind that has very many. */
  unsorted(kind: KindRef): readonly KubeObject[];
  /** The objects of a namespace whose own labels satisfy the selector. */
  select(
    kind: KindRef,
    namespace: string,
    selector: LabelSelector,
  ): readonly KubeObject[];
  index<T>(index: SnapshotIndex<T>): T;
  /** The same step by step, so that a later `index` finds it built. */
  indexInSteps<T>(index: SnapshotIndex<T>): Generator<void, T>;
  /** One string that changes when any of the kinds does. */
  versionOf(kinds: readonly KindRef[]): string;
  /** Objects that came with APIs that are gone, which nobody translates: of documents alone, since no cluster serves them. */
  readonly leftOut: readonly KubeObject[];
}

/**
 * Keeps index values and source results between snapshots of one cluster. Made from another memo, it starts with what that
 * one knows and leaves it untouched: for a what-if beside the live view.
 */
export class SnapshotMemo {
  readonly #values: Map<string, { version: string; value: unknown }>;

  constructor(from?: SnapshotMemo) {
    this.#values = new Map(from ? from.#values : undefined);
  }

  /** The kept value while `version` is the same, else one that is built anew, from the last one where there is one. */
  remember<T>(
    name: string,
    version: string,
    build: (before: T | undefined) => T,
  ): T {
    const known = this.#values.get(name);
    if (known?.version === version) {
      return known.value as T;
    }
    const value = build(known?.value as T | undefined);
    this.#values.set(name, { version, value });
    return value;
  }

  /** The kept value of any version. */
  last(name: string): unknown {
    return this.#values.get(name)?.value;
  }

  /** Whether `remember` would find a value of this version. */
  knows(name: string, version: string): boolean {
    return this.#values.get(name)?.version === version;
  }
}

const NOT_WATCHED: KindStatus = { state: 'pending' };
const NO_OBJECTS: readonly KubeObject[] = [];

/** Freezes the states of one cluster's kinds into a view; pass the cluster's memo to keep what has not changed. */
export function createSnapshot(options: {
  cluster: string;
  kinds: readonly KindState[];
  memo?: SnapshotMemo;
  leftOut?: readonly KubeObject[];
}): ClusterSnapshot {
  const { cluster, memo = new SnapshotMemo() } = options;
  const states = new Map<KindKey, KindState>(
    options.kinds.map(state => [kindKey(state.kind), state]),
  );
  const stateOf = (kind: KindRef) => states.get(kindKey(kind));
  const versionsOfKinds = new Map<KindRef, string>();
  const versionOfKind = (kind: KindRef) => {
    let version = versionsOfKinds.get(kind);
    if (version === undefined) {
      version = `${kindKey(kind)}@${stateOf(kind)?.version ?? '-'}`;
      versionsOfKinds.set(kind, version);
    }
    return version;
  };
  // Indexes are asked for by every route, and each has its own list of kinds: its version is put together once.
  const versions = new WeakMap<readonly KindRef[], string>();
  const versionOf = (kinds: readonly KindRef[]) => {
    let version = versions.get(kinds);
    if (version === undefined) {
      version = kinds.map(versionOfKind).join(' ');
      versions.set(kinds, version);
    }
    return version;
  };
  // Asked for every reference of every route: a map access by the kind itself, after the memo was asked once.
  const tables = new Map<KindRef, KindTable>();
  const tableOf = (kind: KindRef) => {
    const known = tables.get(kind);
    if (known) {
      return known;
    }
    const table = memo.remember(
      `table ${kindKey(kind)}`,
      versionOf([kind]),
      () => createKindTable(stateOf(kind)?.objects ?? NO_OBJECTS),
    );
    tables.set(kind, table);
    return table;
  };

  const snapshot: ClusterSnapshot = {
    cluster,
    versionOf,
    leftOut: options.leftOut ?? NO_OBJECTS,
    statusOf: kind => statusOf(stateOf(kind)),
    get: (kind, namespace, name) => tableOf(kind).get(namespace, name),
    list: (kind, namespace) =>
      namespace === undefined
        ? tableOf(kind).all()
        : tableOf(kind).inNamespace(namespace),
    unsorted: kind => stateOf(kind)?.objects ?? NO_OBJECTS,
    select: (kind, namespace, selector) =>
      snapshot
        .list(kind, namespace)
        .filter(object => matchLabels(selector, object.metadata.labels)),
    index: <T>(index: SnapshotIndex<T>) =>
      memo.remember<T>(`index ${index.name}`, versionOf(index.reads), before =>
        index.build(snapshot, before),
      ),
    *indexInSteps<T>(index: SnapshotIndex<T>) {
      const name = `index ${index.name}`;
      const version = versionOf(index.reads);
      if (!index.buildInSteps || memo.knows(name, version)) {
        return snapshot.index(index);
      }
      const before = memo.last(name) as T | undefined;
      const value = yield* index.buildInSteps(snapshot, before);
      return memo.remember(name, version, () => value);
    },
  };
  return Object.freeze(snapshot);
}

/** What is read through a field selector is all there is of no namespace: what is not there may be there unselected. */
function statusOf(state: KindState | undefined): KindStatus {
  const status = state?.status ?? NOT_WATCHED;
  return state?.kind.fieldSelector !== undefined &&
    (status.state === 'synced' || status.state === 'stale')
    ? { ...status, namespaces: [] }
    : status;
}
