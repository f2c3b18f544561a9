import { setMaxListeners } from 'node:events';
import type { DiscoveredKind, Timing } from '@portolan/cluster-client';
import type { KindStatus } from '@portolan/plugin-traffic-common';
import type { KindRef } from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { childAbort, type ChildAbort } from './childAbort';
import type { KindSink } from './KindSink';
import { ListWatch } from './ListWatch';
import type { RecoveryGate } from './RecoveryGate';
import type { ReflectorTimings } from './ReflectorTimings';
import { combineNamespaces, type ScopeState } from './ScopeState';

/*
 * The mechanism, in one place.
 *
 * One Reflector keeps one kind of one cluster current. What the kind is called and whether it exists comes from discovery
 * only (discoverKinds.ts): a 404 or a 403 says nothing about it, since a user without rights gets 403 for kinds that do
 * not exist. A kind that vanishes from discovery is absent once a second look agrees.
 *
 * For a kind that is served, one ListWatch reads the whole cluster. Where that is forbidden and the operator named
 * namespaces, one ListWatch per namespace reads beside it, and the refused one goes on asking now and then: the day it is
 * allowed, the others end.
 *
 * A ListWatch lists in pages of 500 without selectors (such lists are served while watch caches are still filling; only
 * Secrets, where they may be read at all, are narrowed to those for TLS), then watches from the list's resource version with
 * bookmarks. Resource versions are opaque: kept, sent back, never compared.
 *   - A 410, as a status, as an ERROR event or for a continue token: list anew, at once the first time.
 *   - A line that is no event: what it said is lost; list anew.
 *   - The stream ends or breaks: watch on from the last resource version, bookmarks included. One broken stream is not
 *     staleness; an attempt that fails is.
 *   - Silence longer than a bookmark takes: the socket is taken for dead. Three fruitless watches in a row: list instead,
 *     so that a cluster whose watches do not work is polled with back-off rather than believed.
 *   - 429 and 503: wait as Retry-After says. Everything else: back-off with jitter, for ever. Whoever reaches the cluster
 *     again wakes the others (RecoveryGate.ts).
 *   - 401: the connection renews its credential and tries once more before the reflector hears of it.
 *   - 403: what is known is kept and called stale. Only a refusal that outlasts the start-up window of an API server is
 *     "may not look", and only then the objects are let go.
 */

export interface ReflectorOptions {
  readonly kind: KindRef;
  readonly connection: ClusterConnection;
  /** Where to read when the whole cluster may not be read. */
  readonly namespaces: readonly string[];
  readonly sink: KindSink;
  readonly timing: Timing;
  readonly timings: ReflectorTimings;
  readonly gate: RecoveryGate;
  readonly signal: AbortSignal;
  /** Asks for a new discovery soon. */
  readonly requestDiscovery: () => void;
}

interface Scope {
  readonly loop: ListWatch;
  readonly abort: ChildAbort;
}

/** Keeps one kind of one cluster current, in whatever version discovery finds it. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #running = new Set<Promise<void>>();
  #version: string | undefined;
  /** Discovery once left it out, which a second look must confirm. */
  #absentOnce = false;
  #absent = false;
  #clusterWide: Scope | undefined;
  #byNamespace = new Map<string, Scope>();

  constructor(options: ReflectorOptions) {
    setMaxListeners(0, options.signal);
    this.#options = options;
  }

  /** Takes what discovery found; returns whether a second look is wanted soon. */
  discovered(found: DiscoveredKind): 'settled' | 'look-again' {
    switch (found.state) {
      case 'served':
        this.#absent = false;
        this.#absentOnce = false;
        if (found.version !== this.#version) {
          this.#serve(found.version);
        }
        return 'settled';
      case 'absent':
        if (this.#version !== undefined && !this.#absentOnce) {
          this.#absentOnce = true;
          return 'look-again';
        }
        this.#leave();
        this.#absent = true;
        this.#options.sink.clear();
        this.#options.sink.setStatus({ state: 'absent' });
        return 'settled';
      default:
        if (this.#version === undefined && !this.#absent) {
          this.#options.sink.setStatus({
            state: 'pending',
            problem: found.problem,
          });
        }
        return 'settled';
    }
  }

  /** Lists everything again, as after a change of the connection. */
  relist(): void {
    for (const scope of this.#scopes()) {
      scope.loop.relist();
    }
  }

  /** Resolves when every loop has ended after the signal aborted. */
  async done(): Promise<void> {
    await Promise.all(this.#running);
  }

  #serve(version: string): void {
    const initial = this.#clusterWide?.loop.state;
    this.#leave();
    this.#version = version;
    this.#clusterWide = this.#open({
      initial: initial?.state === 'denied' ? undefined : initial,
      onState: state => this.#clusterWideChanged(state),
    });
    this.#report();
  }

  #leave(): void {
    for (const scope of this.#scopes()) {
      scope.abort.abort();
    }
    this.#clusterWide = undefined;
    this.#byNamespace = new Map();
    this.#version = undefined;
  }

  #clusterWideChanged(state: ScopeState): void {
    const { kind, namespaces, sink } = this.#options;
    const narrowed = this.#byNamespace.size > 0;
    if (state.state === 'synced' && narrowed) {
      for (const scope of this.#byNamespace.values()) {
        scope.abort.abort();
      }
      this.#byNamespace = new Map();
    }
    if (state.state === 'denied' && !narrowed) {
      sink.clear();
    }
    if (isForbidden(state) && !narrowed && kind.scope === 'Namespaced') {
      for (const namespace of namespaces) {
        this.#byNamespace.set(
          namespace,
          this.#open({
            namespace,
            onState: next => {
              if (next.state === 'denied') {
                sink.clear(namespace);
              }
              this.#report();
            },
          }),
        );
      }
    }
    this.#report();
  }

  #open(options: {
    namespace?: string;
    initial?: ScopeState;
    onState: (state: ScopeState) => void;
  }): Scope {
    const { signal, requestDiscovery, ...shared } = this.#options;
    const abort = childAbort(signal);
    const loop = new ListWatch({
      ...shared,
      ...options,
      version: this.#version ?? '',
      onState: state => {
        if (!abort.signal.aborted) {
          options.onState(state);
        }
      },
      onNotFound: requestDiscovery,
    });
    const run = loop.run(abort.signal).finally(() => {
      abort.release();
      this.#running.delete(run);
    });
    this.#running.add(run);
    return { loop, abort };
  }

  #report(): void {
    this.#options.sink.setStatus(this.#status());
  }

  #status(): KindStatus {
    if (this.#byNamespace.size > 0) {
      return combineNamespaces(
        new Map(
          [...this.#byNamespace].map(([namespace, { loop }]) => [
            namespace,
            loop.state,
          ]),
        ),
      );
    }
    return this.#clusterWide?.loop.state ?? { state: 'pending' };
  }

  #scopes(): Scope[] {
    return [
      ...(this.#clusterWide ? [this.#clusterWide] : []),
      ...this.#byNamespace.values(),
    ];
  }
}

/** Forbidden with nothing to lose: never read so far, or refused for good. */
function isForbidden(state: ScopeState): boolean {
  return (
    state.state === 'denied' ||
    (state.state === 'pending' && state.problem?.reason === 'forbidden')
  );
}
