import { systemTiming, type Timing } from '@portolan/cluster-client';
import {
  kindKey,
  type KindKey,
  type KindRef,
  type KindState,
  type NormalizeOptions,
} from '@portolan/plugin-traffic-engine';
import type { KindSink } from '../reflector/KindSink';
import { ChangeDebounce } from './ChangeDebounce';
import { KindTable, type SkippedObject } from './KindTable';

const DEFAULT_WAITS = { quietMs: 100, longestMs: 500 };

/** What is known of one cluster's kinds. Reading is a memory access and never waits. */
export class ClusterStore {
  readonly #tables: ReadonlyMap<KindKey, KindTable>;
  readonly #debounce: ChangeDebounce;
  readonly #listeners = new Set<() => void>();
  #kinds: readonly KindState[] | undefined;

  constructor(options: {
    kinds: readonly KindRef[];
    /** Gives texts that never repeat, also across stores: whoever caches by version must not meet an old one again. */
    nextVersion: () => string;
    onSkipped?: (skipped: SkippedObject) => void;
    /** What is looked for in objects before they are kept. */
    normalize?: NormalizeOptions;
    timing?: Timing;
    waits?: { readonly quietMs: number; readonly longestMs: number };
  }) {
    const { kinds, nextVersion, onSkipped = () => {}, normalize } = options;
    this.#debounce = new ChangeDebounce({
      timing: options.timing ?? systemTiming,
      waits: options.waits ?? DEFAULT_WAITS,
      callback: () => this.#listeners.forEach(listener => listener()),
    });
    const onChange = () => {
      this.#kinds = undefined;
      this.#debounce.changed();
    };
    this.#tables = new Map(
      kinds.map(kind => [
        kindKey(kind),
        new KindTable({ kind, nextVersion, onChange, onSkipped, normalize }),
      ]),
    );
  }

  /** The state of every kind in the order given; array and states keep their identity while nothing changes. */
  kinds(): readonly KindState[] {
    this.#kinds ??= Object.freeze(
      [...this.#tables.values()].map(table => table.state()),
    );
    return this.#kinds;
  }

  /** Where the reflector of a kind writes. @throws Error when the store was not made for that kind. */
  sinkFor(kind: KindRef): KindSink {
    const table = this.#tables.get(kindKey(kind));
    if (!table) {
      throw new Error(
        `The store was not made for ${kind.plural}; name it among its kinds.`,
      );
    }
    return table;
  }

  /** Calls back after changes that came together, 100 ms after the last and 500 ms after the first; returns the unsubscribe function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** No call-back comes after this. */
  stop(): void {
    this.#debounce.stop();
    this.#listeners.clear();
  }
}
