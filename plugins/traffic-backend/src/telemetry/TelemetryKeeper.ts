import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ClusterTelemetry,
  TelemetryState,
} from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { isDeepStrictEqual } from 'node:util';
import { sleep, type Timing } from '@portolan/cluster-client';
import { askPrometheus } from './askPrometheus';
import { gatherCalls, RECENT_LABEL } from './gatherCalls';
import type { TelemetryPreset } from './TelemetryPreset';

/** One Prometheus that knows one cluster. */
export interface TelemetryEndpoint {
  readonly cluster: string;
  readonly connection: Pick<ClusterConnection, 'get' | 'close'>;
  readonly presets: readonly TelemetryPreset[];
  readonly windowSeconds: number;
  /** '' or label matchers that follow others, such as `,cluster="a"`. */
  readonly matchers: string;
  readonly intervalMs: number;
}

/** What the engine is given of telemetry. */
export interface TelemetrySource {
  current(): readonly ClusterTelemetry[];
  onChange(listener: () => void): () => void;
}

type PresetResult = Pick<ClusterTelemetry, 'calls' | 'covered'> & {
  readonly state: TelemetryState;
};

/**
 * Asks each endpoint one query per preset and interval, and keeps the last good answers: while an endpoint cannot be asked,
 * what was seen stays, together with since when nothing new is known.
 */
export class TelemetryKeeper implements TelemetrySource {
  readonly #endpoints: readonly TelemetryEndpoint[];
  readonly #timing: Timing;
  readonly #logger: LoggerService;
  readonly #known = new Map<string, ClusterTelemetry>();
  readonly #results = new Map<string, PresetResult>();
  readonly #listeners = new Set<() => void>();
  readonly #controller = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: {
    endpoints: readonly TelemetryEndpoint[];
    timing: Timing;
    logger: LoggerService;
  }) {
    this.#endpoints = options.endpoints;
    this.#timing = options.timing;
    this.#logger = options.logger;
  }

  current(): readonly ClusterTelemetry[] {
    return [...this.#known.values()];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins in the background. */
  start(): void {
    this.#running = Promise.all(
      this.#endpoints.map(endpoint => this.#keepAsking(endpoint)),
    );
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#running;
    this.#endpoints.forEach(({ connection }) => connection.close());
  }

  async #keepAsking(endpoint: TelemetryEndpoint): Promise<void> {
    const { signal } = this.#controller;
    while (!signal.aborted) {
      try {
        await this.#askOnce(endpoint, signal);
      } catch (error) {
        this.#logger.error(
          `The telemetry of cluster ${endpoint.cluster} could not be read.`,
          error instanceof Error ? error : undefined,
        );
      }
      const jitter = 0.9 + this.#timing.random() / 5;
      await sleep(this.#timing, endpoint.intervalMs * jitter, signal);
    }
  }

  async #askOnce(
    endpoint: TelemetryEndpoint,
    signal: AbortSignal,
  ): Promise<void> {
    const results: PresetResult[] = [];
    for (const preset of endpoint.presets) {
      const result = await this.#askPreset(endpoint, preset, signal);
      if (signal.aborted) {
        return;
      }
      this.#results.set(`${endpoint.cluster} ${preset.name}`, result);
      results.push(result);
    }
    const next: ClusterTelemetry = {
      cluster: endpoint.cluster,
      windowSeconds: endpoint.windowSeconds,
      states: results.map(({ state }) => state),
      covered: results.flatMap(({ covered }) => covered),
      calls: results.flatMap(({ calls }) => calls),
    };
    if (!isDeepStrictEqual(next, this.#known.get(endpoint.cluster))) {
      this.#known.set(endpoint.cluster, next);
      this.#listeners.forEach(listener => listener());
    }
  }

  async #askPreset(
    endpoint: TelemetryEndpoint,
    preset: TelemetryPreset,
    signal: AbortSignal,
  ): Promise<PresetResult> {
    const { connection, windowSeconds, matchers, cluster } = endpoint;
    const answer = await askPrometheus(
      connection,
      withRecentPart(preset, { windowSeconds, matchers }),
      signal,
    );
    const now = this.#timing.now();
    const before = this.#results.get(`${cluster} ${preset.name}`);
    if (answer.ok) {
      return {
        state: { state: 'answered', preset: preset.name },
        ...gatherCalls(preset, answer.samples, {
          recently: wholeMinute(now),
          windowStart: wholeMinute(now - windowSeconds * 1000),
          before: before?.calls ?? [],
        }),
      };
    }
    const since =
      before?.state.state === 'unreachable'
        ? before.state.since
        : new Date(now).toISOString();
    if (before?.state.state !== 'unreachable') {
      this.#logger.warn(
        `Telemetry ${preset.name} of cluster ${cluster} is not to be had: ${answer.problem}`,
      );
    }
    return {
      calls: before?.calls ?? [],
      covered: before?.covered ?? [],
      state: {
        state: 'unreachable',
        preset: preset.name,
        since,
        problem: answer.problem,
      },
    };
  }
}

/** Two samples must lie in it for a rate, and a minute between them is usual. */
const RECENT_SECONDS = 150;

/** One query for the window, and beside it, marked, the series that were above zero in its newest part. */
function withRecentPart(
  preset: TelemetryPreset,
  { windowSeconds, matchers }: { windowSeconds: number; matchers: string },
): string {
  const over = (seconds: number) =>
    preset.query({ window: `${seconds}s`, matchers });
  const recent = over(Math.min(RECENT_SECONDS, windowSeconds));
  return `(${over(
    windowSeconds,
  )}) or label_replace((${recent}) > 0, "${RECENT_LABEL}", "yes", "", "")`;
}

/** A call that goes on must not look like a new fact at each question. */
function wholeMinute(ms: number): string {
  return new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
}
