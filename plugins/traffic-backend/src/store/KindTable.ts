import { isDeepStrictEqual } from 'node:util';
import type { KindStatus } from '@portolan/plugin-traffic-common';
import {
  normalizeObject,
  parseKubeObject,
  type KindRef,
  type KindState,
  type KubeObject,
  type NormalizeOptions,
} from '@portolan/plugin-traffic-engine';
import type { KindSink, Replacement } from '../reflector/KindSink';

/** An object that was skipped because it is none, with as much of its name as could be read. */
export interface SkippedObject {
  readonly kind: KindRef;
  readonly message: string;
}

const NAMESPACE_END = '/';

/**
 * All that is stored of one kind. What goes in is checked and normalised; an object that says the same as before keeps its
 * identity, and a change that changes nothing kept is no change.
 */
export class KindTable implements KindSink {
  readonly #kind: KindRef;
  readonly #nextVersion: () => string;
  readonly #onChange: () => void;
  readonly #onSkipped: (skipped: SkippedObject) => void;
  readonly #normalize: NormalizeOptions | undefined;
  #objects = new Map<string, KubeObject>();
  #status: KindStatus = { state: 'pending' };
  #state: KindState | undefined;

  constructor(options: {
    kind: KindRef;
    nextVersion: () => string;
    onChange: () => void;
    onSkipped: (skipped: SkippedObject) => void;
    normalize?: NormalizeOptions;
  }) {
    this.#kind = options.kind;
    this.#nextVersion = options.nextVersion;
    this.#onChange = options.onChange;
    this.#onSkipped = options.onSkipped;
    this.#normalize = options.normalize;
  }

  /** The kind as it is now; the same value until something changes. */
  state(): KindState {
    this.#state ??= Object.freeze({
      kind: this.#kind,
      status: this.#status,
      objects: Object.freeze([...this.#objects.values()]),
      version: this.#nextVersion(),
    });
    return this.#state;
  }

  replace(apiVersion: string, namespace?: string): Replacement {
    const listed = new Map<string, KubeObject>();
    return {
      add: items => {
        for (const item of items) {
          // Items of a built-in list carry neither apiVersion nor kind; the list's own are theirs.
          const object = this.#admit(
            typeof item === 'object' && item !== null
              ? { apiVersion, kind: this.#kind.kind, ...item }
              : item,
          );
          if (object) {
            listed.set(keyOf(object), object);
          }
        }
      },
      commit: () => this.#commit(listed, namespace),
    };
  }

  upsert(value: unknown): void {
    const object = this.#admit(value);
    if (object && this.#objects.get(keyOf(object)) !== object) {
      this.#objects.set(keyOf(object), object);
      this.#changed();
    }
  }

  remove(value: unknown): void {
    const parsed = parseKubeObject(value);
    if (!parsed.ok) {
      this.#onSkipped({ kind: this.#kind, message: parsed.message });
    } else if (this.#objects.delete(keyOf(parsed.object))) {
      this.#changed();
    }
  }

  clear(namespace?: string): void {
    this.#commit(new Map(), namespace);
  }

  setStatus(status: KindStatus): void {
    if (!isDeepStrictEqual(status, this.#status)) {
      this.#status = Object.freeze(status);
      this.#changed();
    }
  }

  #commit(
    listed: ReadonlyMap<string, KubeObject>,
    namespace: string | undefined,
  ): void {
    const next = new Map<string, KubeObject>();
    if (namespace !== undefined) {
      for (const [key, object] of this.#objects) {
        if (!key.startsWith(`${namespace}${NAMESPACE_END}`)) {
          next.set(key, object);
        }
      }
    }
    for (const [key, object] of listed) {
      next.set(key, object);
    }
    const same =
      next.size === this.#objects.size &&
      [...next].every(([key, object]) => this.#objects.get(key) === object);
    if (!same) {
      this.#objects = next;
      this.#changed();
    }
  }

  /** The stored form of a value: the object held already when it says the same. */
  #admit(value: unknown): KubeObject | undefined {
    const parsed = parseKubeObject(value);
    if (!parsed.ok) {
      this.#onSkipped({ kind: this.#kind, message: parsed.message });
      return undefined;
    }
    const object = normalizeObject(parsed.object, this.#normalize);
    const known = this.#objects.get(keyOf(object));
    return known && isDeepStrictEqual(known, object) ? known : object;
  }

  #changed(): void {
    this.#state = undefined;
    this.#onChange();
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}${NAMESPACE_END}${metadata.name}`;
}
