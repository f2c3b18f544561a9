import { isDeepStrictEqual } from 'node:util';
import {
  apiVersionOf,
  collectionPath,
  isoNow,
  listPages,
  type ReadFailure,
  selectionOf,
  sleep,
  type Timing,
  toReadFailure,
} from '@portolan/cluster-client';
import type { Problem } from '@portolan/plugin-traffic-common';
import type { KindRef } from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { Backoff } from './Backoff';
import { childAbort } from './childAbort';
import type { KindSink } from './KindSink';
import type { RecoveryGate } from './RecoveryGate';
import type { ReflectorTimings } from './ReflectorTimings';
import type { ScopeState } from './ScopeState';
import { followWatch, type WatchEnd } from './followWatch';

export interface ListWatchOptions {
  readonly connection: ClusterConnection;
  readonly kind: KindRef;
  readonly version: string;
  /** Absent: the whole cluster. */
  readonly namespace?: string;
  /** What is known already, when the same objects were read another way before. */
  readonly initial?: ScopeState;
  readonly sink: KindSink;
  readonly timing: Timing;
  readonly timings: ReflectorTimings;
  readonly gate: RecoveryGate;
  readonly onState: (state: ScopeState) => void;
  /** The path answered 404: only discovery can say whether the kind is gone. */
  readonly onNotFound: () => void;
}

/** After so many watches in a row that showed nothing, the next attempt lists: a cluster whose watches fail is polled. */
const FRUITLESS_WATCHES = 3;
const WATCH_REFUSALS = 3;

/** Keeps one scope of one kind current until its signal aborts. See Reflector.ts for the rules. */
export class ListWatch {
  readonly #options: ListWatchOptions;
  readonly #backoff: Backoff;
  readonly #path: string;
  readonly #what: string;
  #state: ScopeState;
  #resourceVersion: string | undefined;
  #lastContact: string;
  #failing = false;
  #forbiddenSince: number | undefined;
  #watchRefusals = 0;
  /** Set once a watch stays forbidden although the list is not. */
  #watchRefusal: Problem | undefined;
  #fruitless = 0;
  #restarts = 0;
  #interrupt: () => void = () => {};

  constructor(options: ListWatchOptions) {
    const { kind, version, namespace, timing, timings } = options;
    this.#options = options;
    this.#backoff = new Backoff(timing, timings);
    this.#path = collectionPath(kind, version, namespace);
    this.#what =
      namespace === undefined
        ? kind.plural
        : `${kind.plural} in namespace ${namespace}`;
    this.#state = options.initial ?? { state: 'pending' };
    this.#lastContact = isoNow(timing);
  }

  get state(): ScopeState {
    return this.#state;
  }

  /** Drops the position in the stream and lists again at once. */
  relist(): void {
    this.#resourceVersion = undefined;
    this.#backoff.reset();
    this.#interrupt();
  }

  /** Runs until the signal aborts; never rejects, never gives up. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const round = childAbort(signal);
      this.#interrupt = round.abort;
      try {
        await this.#listAndWatch(round.signal);
      } catch (error) {
        if (!round.signal.aborted) {
          await this.#fail(toReadFailure(error), round.signal);
        }
      } finally {
        round.release();
      }
    }
  }

  async #listAndWatch(signal: AbortSignal): Promise<void> {
    this.#resourceVersion ??= await this.#list(signal);
    const end = await this.#watch(this.#resourceVersion, signal);
    if (!signal.aborted) {
      await this.#afterWatch(end, signal);
    }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const { connection, kind, version, namespace, sink, timings } =
      this.#options;
    const replacement = sink.replace(apiVersionOf(kind, version), namespace);
    const resourceVersion = await listPages(
      {
        connection,
        path: this.#path,
        what: this.#what,
        pageSize: timings.pageSize,
        selection: selectionOf(kind),
        signal,
      },
      items => replacement.add(items),
    );
    signal.throwIfAborted();
    replacement.commit();
    this.#fruitless = 0;
    this.#proven();
    return resourceVersion;
  }

  #watch(from: string, signal: AbortSignal): Promise<WatchEnd> {
    const { connection, kind, sink, timing, timings } = this.#options;
    return followWatch({
      connection,
      path: this.#path,
      what: this.#what,
      resourceVersion: from,
      selection: selectionOf(kind),
      signal,
      timing,
      silenceMs: timings.silenceMs,
      onAccepted: () => {
        this.#watchRefusal = undefined;
        this.#watchRefusals = 0;
        if (!connection.watchTraits.answersLate) {
          this.#proven();
        }
      },
      onEvent: event => {
        if (event.type === 'upsert') {
          sink.upsert(event.object);
        } else if (event.type === 'delete') {
          sink.remove(event.object);
        }
        this.#resourceVersion = event.resourceVersion;
        this.#fruitless = 0;
        this.#restarts = 0;
        this.#backoff.reset();
        this.#proven();
      },
    });
  }

  async #afterWatch(end: WatchEnd, signal: AbortSignal): Promise<void> {
    const short = end.livedMs < this.#options.timings.shortWatchMs;
    if (!short) {
      this.#backoff.reset();
    }
    switch (end.reason) {
      case 'refused':
        await this.#refused(end.failure, signal);
        return;
      case 'failed':
        this.#resourceVersion = undefined;
        await this.#fail(end.failure, signal);
        return;
      case 'expired':
      case 'malformed':
        this.#resourceVersion = undefined;
        this.#restarts += 1;
        if (this.#restarts > 1) {
          await this.#pause(this.#backoff.nextDelayMs(), signal);
        }
        return;
      default:
        await this.#fruitlessOrOver(end, signal);
    }
  }

  async #fruitlessOrOver(end: WatchEnd, signal: AbortSignal): Promise<void> {
    const { timings } = this.#options;
    if (end.reason === 'silent') {
      const seconds = timings.silenceMs / 1000;
      this.#lose({
        reason: 'timeout',
        message: `The API server sent neither an event nor a bookmark about ${
          this.#what
        } within ${seconds} s.`,
      });
    }
    this.#fruitless += 1;
    if (this.#fruitless >= FRUITLESS_WATCHES) {
      this.#resourceVersion = undefined;
    }
    if (end.reason === 'broken' || end.livedMs < timings.shortWatchMs) {
      await this.#pause(this.#backoff.nextDelayMs(), signal);
    }
  }

  /** A watch that is forbidden where the list is not: the list is read again now and then, and says so. */
  async #refused(failure: ReadFailure, signal: AbortSignal): Promise<void> {
    if (failure.problem.reason !== 'forbidden') {
      await this.#fail(failure, signal);
      return;
    }
    const { timings } = this.#options;
    this.#resourceVersion = undefined;
    this.#watchRefusals += 1;
    this.#lose(failure.problem);
    if (this.#watchRefusals < WATCH_REFUSALS) {
      await this.#pause(this.#backoff.nextDelayMs(), signal);
    } else {
      this.#watchRefusal = failure.problem;
      await this.#pause(timings.deniedRetryMs, signal);
    }
  }

  async #fail(failure: ReadFailure, signal: AbortSignal): Promise<void> {
    const { timing, timings, gate, onNotFound } = this.#options;
    const { problem, retryAfterMs } = failure;
    this.#failing = true;
    if (failure.expired) {
      this.#resourceVersion = undefined;
      this.#restarts += 1;
      if (this.#restarts === 1) {
        return;
      }
    }
    if (problem.reason !== 'forbidden') {
      this.#forbiddenSince = undefined;
    } else {
      this.#forbiddenSince ??= timing.now();
      if (timing.now() - this.#forbiddenSince >= timings.denialConfirmMs) {
        this.#resourceVersion = undefined;
        this.#setState({ state: 'denied', problem });
        await this.#pause(timings.deniedRetryMs, signal);
        return;
      }
    }
    this.#lose(problem);
    if (failure.notFound) {
      onNotFound();
    }
    const delayMs = this.#backoff.nextDelayMs(retryAfterMs);
    if (retryAfterMs === undefined && problem.reason !== 'forbidden') {
      await gate.wait(delayMs, signal);
    } else {
      await this.#pause(delayMs, signal);
    }
  }

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return sleep(this.#options.timing, delayMs, signal);
  }

  /** The server has just shown that what is held is current. */
  #proven(): void {
    const { timing, gate } = this.#options;
    const now = isoNow(timing);
    this.#lastContact = now;
    this.#forbiddenSince = undefined;
    if (this.#failing) {
      this.#failing = false;
      gate.open();
    }
    if (this.#watchRefusal) {
      const problem = this.#watchRefusal;
      this.#setState({ state: 'stale', since: now, problem });
    } else if (this.#state.state !== 'synced') {
      this.#setState({ state: 'synced', at: now });
    }
  }

  /** Nothing new can be known for now; what is held stays. */
  #lose(problem: Problem): void {
    switch (this.#state.state) {
      case 'synced':
        this.#setState({ state: 'stale', since: this.#lastContact, problem });
        break;
      case 'stale':
        this.#setState({ ...this.#state, problem });
        break;
      case 'pending':
        this.#setState({ state: 'pending', problem });
        break;
      default:
    }
  }

  #setState(state: ScopeState): void {
    if (!isDeepStrictEqual(state, this.#state)) {
      this.#state = state;
      this.#options.onState(state);
    }
  }
}
