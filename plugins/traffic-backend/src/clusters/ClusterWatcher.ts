import { setMaxListeners } from 'node:events';
import {
  between,
  discoverKinds,
  sleep,
  systemTiming,
  type Timing,
  toReadFailure,
} from '@portolan/cluster-client';
import {
  kindKey,
  type KindKey,
  type KindRef,
} from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { Backoff } from '../reflector/Backoff';
import { childAbort } from '../reflector/childAbort';
import { RecoveryGate } from '../reflector/RecoveryGate';
import { Reflector } from '../reflector/Reflector';
import {
  DEFAULT_TIMINGS,
  type ReflectorTimings,
} from '../reflector/ReflectorTimings';
import type { ClusterStore } from '../store/ClusterStore';
import { ReplaceableConnection } from './ReplaceableConnection';

export interface ClusterWatcherOptions {
  readonly connection: ClusterConnection;
  readonly kinds: readonly KindRef[];
  /** Where to read when the credential may not read the whole cluster. */
  readonly namespaces?: readonly string[];
  readonly store: ClusterStore;
  readonly timing?: Timing;
  readonly timings?: ReflectorTimings;
}

/** Watches one cluster: asks discovery now and again, and keeps one reflector per kind, until it is stopped. */
export class ClusterWatcher {
  readonly #connection: ReplaceableConnection;
  readonly #kinds: readonly KindRef[];
  readonly #timing: Timing;
  readonly #timings: ReflectorTimings;
  readonly #controller = new AbortController();
  readonly #gate: RecoveryGate;
  readonly #reflectors: ReadonlyMap<KindKey, Reflector>;
  #discovering: Promise<void> | undefined;
  #discoveredAt = Number.NEGATIVE_INFINITY;
  #discoverNow: () => void = () => {};

  constructor(options: ClusterWatcherOptions) {
    const { kinds, store, namespaces = [] } = options;
    this.#connection = new ReplaceableConnection(options.connection);
    this.#kinds = kinds;
    this.#timing = options.timing ?? systemTiming;
    this.#timings = options.timings ?? DEFAULT_TIMINGS;
    this.#gate = new RecoveryGate(this.#timing);
    setMaxListeners(0, this.#controller.signal);
    this.#reflectors = new Map(
      kinds.map(kind => [
        kindKey(kind),
        new Reflector({
          kind,
          namespaces,
          connection: this.#connection,
          sink: store.sinkFor(kind),
          timing: this.#timing,
          timings: this.#timings,
          gate: this.#gate,
          signal: this.#controller.signal,
          requestDiscovery: () => this.#requestDiscovery(),
        }),
      ]),
    );
  }

  /** Begins in the background; neither throws nor waits. */
  start(): void {
    this.#discovering ??= this.#keepDiscovering(this.#controller.signal);
  }

  /** Goes on over another connection: asks discovery and lists everything again, and keeps what is known meanwhile. */
  reconnect(connection: ClusterConnection): void {
    this.#connection.replace(connection);
    this.#discoverNow();
    for (const reflector of this.#reflectors.values()) {
      reflector.relist();
    }
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#discovering;
    await Promise.all(
      [...this.#reflectors.values()].map(reflector => reflector.done()),
    );
    this.#connection.close();
  }

  async #keepDiscovering(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.#timing, this.#timings);
    let failing = false;
    while (!signal.aborted) {
      const round = childAbort(signal);
      this.#discoverNow = round.abort;
      try {
        const lookAgain = await this.#discover(round.signal);
        backoff.reset();
        if (failing) {
          failing = false;
          this.#gate.open();
        }
        const delayMs = lookAgain
          ? this.#timings.absenceConfirmMs
          : between(this.#timing, this.#timings.rediscoverMs);
        await sleep(this.#timing, delayMs, round.signal);
      } catch (error) {
        if (!round.signal.aborted) {
          failing = true;
          const { problem, retryAfterMs } = toReadFailure(error);
          for (const reflector of this.#reflectors.values()) {
            reflector.discovered({ state: 'unknown', problem });
          }
          await this.#gate.wait(
            backoff.nextDelayMs(retryAfterMs),
            round.signal,
          );
        }
      } finally {
        round.release();
      }
    }
  }

  async #discover(signal: AbortSignal): Promise<boolean> {
    const found = await discoverKinds({
      connection: this.#connection,
      kinds: this.#kinds,
      signal,
    });
    signal.throwIfAborted();
    this.#discoveredAt = this.#timing.now();
    let lookAgain = false;
    for (const [key, reflector] of this.#reflectors) {
      const kind = found.get(key);
      if (kind && reflector.discovered(kind) === 'look-again') {
        lookAgain = true;
      }
    }
    return lookAgain;
  }

  /** A path answered 404; many kinds may say so at once, and one discovery answers them all. */
  #requestDiscovery(): void {
    const sinceMs = this.#timing.now() - this.#discoveredAt;
    if (sinceMs >= this.#timings.absenceConfirmMs) {
      this.#discoverNow();
    }
  }
}
