import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  between,
  sleep,
  type Timing,
  toReadFailure,
} from '@portolan/cluster-client';
import type {
  ClusterDescription,
  ClusterSource,
} from '@portolan/plugin-traffic-node';
import { Backoff } from '../reflector/Backoff';
import type { FleetSource } from './ClusterFleet';

export interface ListingTimings {
  /** How often the clusters of a source are listed again. */
  readonly relistMs: { readonly min: number; readonly max: number };
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** A failure before this much time has passed is a start-up still under way, not worth a line in the log. */
  readonly graceMs: number;
}

export const DEFAULT_LISTING: ListingTimings = {
  relistMs: { min: 45_000, max: 75_000 },
  retryMinMs: 1_000,
  retryMaxMs: 15_000,
  graceMs: 60_000,
};

/** Asks one source for its clusters again and again, and keeps the last answer when it fails. */
export class SourceLister {
  readonly source: ClusterSource;
  readonly #options: {
    readonly logger: LoggerService;
    readonly timing: Timing;
    readonly timings: ListingTimings;
    readonly onChange: () => void;
  };
  #clusters: readonly ClusterDescription[] = [];
  #missing = new Set<string>();
  #state: Pick<FleetSource, 'state' | 'problem'> = { state: 'pending' };

  constructor(
    source: ClusterSource,
    options: {
      logger: LoggerService;
      timing: Timing;
      timings: ListingTimings;
      onChange: () => void;
    },
  ) {
    this.source = source;
    this.#options = options;
  }

  get clusters(): readonly ClusterDescription[] {
    return this.#clusters;
  }

  get state(): FleetSource {
    const { id, title } = this.source;
    return { id, title, ...this.#state };
  }

  /** Runs until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { timing, timings } = this.#options;
    setMaxListeners(0, signal);
    const backoff = new Backoff(timing, timings);
    const startedAt = timing.now();
    while (!signal.aborted) {
      let delayMs: number;
      try {
        const listed = await this.source.listClusters({ signal });
        if (!signal.aborted) {
          this.#take(listed);
        }
        backoff.reset();
        delayMs = this.#clusters.some(isMisconfigured)
          ? timings.retryMaxMs
          : between(timing, timings.relistMs);
      } catch (error) {
        const { problem } = toReadFailure(error);
        const starting = timing.now() - startedAt < timings.graceMs;
        if (!signal.aborted) {
          this.#failed({ problem, starting });
        }
        delayMs = backoff.nextDelayMs();
      }
      await sleep(timing, delayMs, signal);
    }
  }

  /** A cluster missing from one answer is kept until the next agrees: locators leave out what they cannot reach just now. */
  #take(listed: readonly ClusterDescription[]): void {
    const names = new Set(listed.map(({ name }) => name));
    const gone = this.#clusters.filter(({ name }) => !names.has(name));
    const kept = gone.filter(({ name }) => !this.#missing.has(name));
    this.#missing = new Set(kept.map(({ name }) => name));
    const clusters = [...listed, ...kept];
    const same =
      this.#state.state === 'listed' &&
      isDeepStrictEqual(clusters, this.#clusters);
    this.#clusters = clusters;
    this.#state = { state: 'listed' };
    if (!same) {
      this.#options.onChange();
    }
  }

  #failed(failure: {
    problem: NonNullable<FleetSource['problem']>;
    starting: boolean;
  }): void {
    const { logger, onChange } = this.#options;
    const { problem, starting } = failure;
    const next: Pick<FleetSource, 'state' | 'problem'> =
      starting && this.#state.state === 'pending'
        ? { state: 'pending', problem }
        : { state: 'failed', problem };
    if (isDeepStrictEqual(next, this.#state)) {
      return;
    }
    this.#state = next;
    const line = `Clusters of ${this.source.title} cannot be listed: ${problem.message}`;
    if (next.state === 'pending') {
      logger.debug(line);
    } else if (problem.reason === 'not-configured') {
      logger.info(line);
    } else {
      logger.warn(line);
    }
    onChange();
  }
}

/** A file that is not there yet, say: worth another look sooner than the list as a whole. */
function isMisconfigured({ access }: ClusterDescription): boolean {
  return !access.usable && access.problem.reason === 'not-configured';
}
