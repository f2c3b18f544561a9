import type { ClusterSnapshot } from './ClusterSnapshot';
import { LookMemory, type Look } from './Look';

/** A value with every question that was asked while it was made. */
export interface Noted<T> {
  readonly value: T;
  readonly looks: readonly Look[];
}

interface Piece<T> extends Noted<T> {
  readonly inputs: readonly unknown[];
}

/**
 * The pieces of an index, one for each key, that are taken over from an older snapshot of the same cluster.
 *
 * @remarks
 * A piece is made with a view of the snapshot that notes every question and its answer. For a newer snapshot the same
 * questions are asked again, and where all answers are the same the piece is too: it can depend on nothing else than its
 * key, its inputs and these answers. So what pieces have in common must be made with `common`, which passes its
 * questions on to each, and a piece must not ask the view later: after `seal` the view throws.
 */
export class Carried<K, T> {
  readonly view: ClusterSnapshot;
  readonly #pieces = new Map<K, Piece<T>>();
  #before: ReadonlyMap<K, Piece<T>> | undefined;
  #memory: LookMemory | undefined;
  /** Of the piece that is being made; what is asked between two pieces is no piece's. */
  #looks: Look[] | undefined;

  constructor(snapshot: ClusterSnapshot, before?: Carried<K, T>) {
    this.#memory = new LookMemory(snapshot);
    this.#before = before ? before.#pieces : undefined;
    this.view = this.#noting(snapshot.cluster);
  }

  /** The piece of a key: the one of before where it would be made the same, else what `make` makes with the view. */
  of(key: K, inputs: readonly unknown[], make: () => T): T {
    let piece = this.#pieces.get(key);
    if (!piece || !hasInputs(piece, inputs)) {
      const known = this.#before?.get(key);
      const isSame =
        known && hasInputs(known, inputs) && this.#open().areSame(known.looks);
      piece = isSame ? known : this.#makePiece(inputs, make);
      this.#pieces.set(key, piece);
    }
    return this.#use(piece);
  }

  /** What several pieces need, made once for all of them and kept in a cache of this build. */
  readonly common = <K2, T2>(
    cache: Map<K2, Noted<T2>>,
    key: K2,
    make: () => T2,
  ): T2 => {
    let found = cache.get(key);
    if (!found) {
      found = this.#make(make);
      cache.set(key, found);
    }
    return this.#use(found);
  };

  /** Lets go of what was before and of the snapshot; no piece can be made any more. */
  seal(): this {
    this.#before = undefined;
    this.#memory = undefined;
    return this;
  }

  #makePiece(inputs: readonly unknown[], make: () => T): Piece<T> {
    const { value, looks } = this.#make(make);
    return { inputs, value, looks };
  }

  #make<T2>(make: () => T2): Noted<T2> {
    const outer = this.#looks;
    const looks: Look[] = [];
    this.#looks = looks;
    const value = make();
    this.#looks = outer;
    return { value, looks };
  }

  /** What is made with a piece depends on all that the piece does. */
  #use<T2>({ value, looks }: Noted<T2>): T2 {
    if (this.#looks) {
      for (const look of looks) {
        this.#looks.push(look);
      }
    }
    return value;
  }

  #open(): LookMemory {
    if (!this.#memory) {
      throw new Error(
        'A piece of an index asked the snapshot after the index was built; what it needs must be asked while it is made.',
      );
    }
    return this.#memory;
  }

  #noting(cluster: string): ClusterSnapshot {
    const snapshot = () => this.#open().snapshot;
    const noteLeftOut = () => {
      const answer = snapshot().leftOut;
      this.#looks?.push({ ask: 'left-out', answer });
      return answer;
    };
    const view: ClusterSnapshot = {
      cluster,
      get leftOut() {
        return noteLeftOut();
      },
      statusOf: kind => {
        const answer = snapshot().statusOf(kind);
        this.#looks?.push({ ask: 'status', kind, answer });
        return answer;
      },
      get: (kind, namespace, name) => {
        const answer = snapshot().get(kind, namespace, name);
        this.#looks?.push({ ask: 'get', kind, namespace, name, answer });
        return answer;
      },
      list: (kind, namespace) => {
        const answer = snapshot().list(kind, namespace);
        this.#looks?.push({ ask: 'list', kind, namespace, answer });
        return answer;
      },
      unsorted: kind => {
        const answer = snapshot().unsorted(kind);
        this.#looks?.push({ ask: 'unsorted', kind, answer });
        return answer;
      },
      select: (kind, namespace, selector) => {
        view.list(kind, namespace);
        return snapshot().select(kind, namespace, selector);
      },
      index: index => {
        const answer = snapshot().index(index);
        this.#looks?.push({ ask: 'index', index, answer });
        return answer;
      },
      // Whoever makes a piece does not wait inside it.
      *indexInSteps(index) {
        return view.index(index);
      },
      versionOf: kinds => {
        const answer = snapshot().versionOf(kinds);
        this.#looks?.push({ ask: 'version', kinds, answer });
        return answer;
      },
    };
    return Object.freeze(view);
  }
}

function hasInputs(piece: Piece<unknown>, inputs: readonly unknown[]): boolean {
  return (
    piece.inputs.length === inputs.length &&
    piece.inputs.every((input, position) => input === inputs[position])
  );
}
