import type { KindStatus } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../kinds/KindRef';
import type { ClusterSnapshot, SnapshotIndex } from './ClusterSnapshot';
import type { KubeObject } from './KubeObject';

/** One question to a snapshot with its answer. */
export type Look =
  | {
      readonly ask: 'get';
      readonly kind: KindRef;
      readonly namespace: string;
      readonly name: string;
      readonly answer: KubeObject | undefined;
    }
  | {
      readonly ask: 'list';
      readonly kind: KindRef;
      readonly namespace: string | undefined;
      readonly answer: readonly KubeObject[];
    }
  | {
      readonly ask: 'unsorted';
      readonly kind: KindRef;
      readonly answer: readonly KubeObject[];
    }
  | {
      readonly ask: 'status';
      readonly kind: KindRef;
      readonly answer: KindStatus;
    }
  | {
      readonly ask: 'index';
      readonly index: SnapshotIndex<unknown>;
      readonly answer: unknown;
    }
  | { readonly ask: 'left-out'; readonly answer: readonly KubeObject[] }
  | {
      readonly ask: 'version';
      readonly kinds: readonly KindRef[];
      readonly answer: string;
    };

/** Asks a snapshot what an older one was asked. Many pieces ask the same, so what was compared is remembered. */
export class LookMemory {
  readonly #same = new Map<readonly KubeObject[], boolean>();
  readonly #indexes = new Map<SnapshotIndex<unknown>, unknown>();

  constructor(readonly snapshot: ClusterSnapshot) {}

  /** Whether every answer is the same now. */
  areSame(looks: readonly Look[]): boolean {
    for (const look of looks) {
      if (!this.#isSame(look)) {
        return false;
      }
    }
    return true;
  }

  #isSame(look: Look): boolean {
    const { snapshot } = this;
    switch (look.ask) {
      case 'get':
        return (
          snapshot.get(look.kind, look.namespace, look.name) === look.answer
        );
      case 'index':
        return this.#indexNow(look.index) === look.answer;
      case 'list':
        return this.#once(look.answer, () =>
          haveSameItems(look.answer, snapshot.list(look.kind, look.namespace)),
        );
      case 'unsorted':
        return this.#once(look.answer, () =>
          haveSameItems(look.answer, snapshot.unsorted(look.kind)),
        );
      case 'status':
        return isSameStatus(look.answer, snapshot.statusOf(look.kind));
      case 'left-out':
        return haveSameItems(look.answer, snapshot.leftOut);
      default:
        return snapshot.versionOf(look.kinds) === look.answer;
    }
  }

  #indexNow(index: SnapshotIndex<unknown>): unknown {
    if (!this.#indexes.has(index)) {
      this.#indexes.set(index, this.snapshot.index(index));
    }
    return this.#indexes.get(index);
  }

  /** Only empty lists are ever the answer to two questions. */
  #once(answer: readonly KubeObject[], compare: () => boolean): boolean {
    if (answer.length === 0) {
      return compare();
    }
    let isSame = this.#same.get(answer);
    if (isSame === undefined) {
      isSame = compare();
      this.#same.set(answer, isSame);
    }
    return isSame;
  }
}

function haveSameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((item, position) => item === b[position]))
  );
}

function isSameStatus(a: KindStatus, b: KindStatus): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
