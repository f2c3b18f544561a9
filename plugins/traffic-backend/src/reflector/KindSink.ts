import type { KindStatus } from '@portolan/plugin-traffic-common';

/** A list under way: nothing is seen of it until `commit`. */
export interface Replacement {
  add(items: readonly unknown[]): void;
  /** Makes the added objects all there are in the scope of the list. */
  commit(): void;
}

/** Where a reflector puts what it learns of one kind. */
export interface KindSink {
  /** Begins replacing what is known of a namespace, or of the whole cluster when none is given. */
  replace(apiVersion: string, namespace?: string): Replacement;
  upsert(object: unknown): void;
  remove(object: unknown): void;
  /** Forgets all objects, or those of one namespace. */
  clear(namespace?: string): void;
  setStatus(status: KindStatus): void;
}
