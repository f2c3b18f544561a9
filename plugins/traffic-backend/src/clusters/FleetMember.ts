import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Timing } from '@portolan/cluster-client';
import type { ClusterFreshness } from '@portolan/plugin-traffic-common';
import type {
  KindRef,
  KindState,
  NormalizeOptions,
} from '@portolan/plugin-traffic-engine';
import type {
  ClusterDescription,
  ClusterSource,
  ClusterWriter,
} from '@portolan/plugin-traffic-node';
import type { ReflectorTimings } from '../reflector/ReflectorTimings';
import { ClusterStore } from '../store/ClusterStore';
import type { FleetCluster } from './ClusterFleet';
import { ClusterWatcher } from './ClusterWatcher';
import { freshnessOf } from './freshnessOf';

export interface FleetMemberOptions {
  readonly description: ClusterDescription;
  readonly source: ClusterSource;
  readonly kinds: readonly KindRef[];
  readonly namespaces: readonly string[];
  readonly logger: LoggerService;
  readonly timing: Timing;
  readonly timings: ReflectorTimings;
  readonly debounce?: { readonly quietMs: number; readonly longestMs: number };
  /** What is looked for in objects before they are kept. */
  readonly normalize?: NormalizeOptions;
  readonly nextVersion: () => string;
  readonly onChange: () => void;
}

const MOST_SKIPPED_LINES = 5;
const NO_KINDS: readonly KindState[] = Object.freeze([]);

/** One cluster of the fleet: its store for as long as it is listed, its watcher while its credential can be used. */
export class FleetMember {
  readonly #options: FleetMemberOptions;
  readonly #store: ClusterStore;
  #description: ClusterDescription;
  #source: ClusterSource;
  #watcher: ClusterWatcher | undefined;
  #writer: ClusterWriter | undefined;
  #stopping: Promise<void>[] = [];
  #view: FleetCluster | undefined;
  #viewOf: readonly KindState[] | undefined;
  #logged = '';
  #skipped = 0;

  constructor(options: FleetMemberOptions) {
    const { kinds, timing, debounce, normalize, nextVersion } = options;
    this.#options = options;
    this.#description = options.description;
    this.#source = options.source;
    this.#store = new ClusterStore({
      kinds,
      timing,
      nextVersion,
      waits: debounce,
      normalize,
      onSkipped: ({ kind, message }) => {
        this.#skipped += 1;
        if (this.#skipped <= MOST_SKIPPED_LINES) {
          options.logger.warn(
            `Cluster ${this.#description.name}: an object among its ${
              kind.plural
            } was skipped. ${message}`,
          );
        }
      },
    });
    this.#store.onChange(() => {
      this.#log();
      options.onChange();
    });
    this.#watch();
    this.#log();
  }

  /** Takes what the source says of the cluster now; connects anew when the connection no longer fits. */
  update(description: ClusterDescription, source: ClusterSource): void {
    const before = this.#description;
    const moved =
      source !== this.#source || description.revision !== before.revision;
    this.#description = description;
    this.#source = source;
    this.#view = undefined;
    if (moved || !description.access.usable) {
      this.#closeWriter();
    }
    if (!description.access.usable) {
      this.#leave();
    } else if (!this.#watcher) {
      this.#watch();
    } else if (moved) {
      this.#watcher.reconnect(source.connect(description));
    }
    this.#log();
  }

  /** The cluster as it is known now; the same value until something changes. */
  view(): FleetCluster {
    const { name, title, dashboardUrl, access } = this.#description;
    const kinds = access.usable ? this.#store.kinds() : NO_KINDS;
    if (!this.#view || this.#viewOf !== kinds) {
      const problem = access.usable ? undefined : access.problem;
      this.#viewOf = kinds;
      this.#view = Object.freeze({
        name,
        title,
        ...(dashboardUrl === undefined ? {} : { dashboardUrl }),
        kinds,
        freshness: freshnessOf({ name, title, kinds, problem }),
      });
    }
    return this.#view;
  }

  /** The right to write to this cluster, where its source can give it and its credential can be used. */
  writer(): ClusterWriter | undefined {
    if (this.#description.access.usable) {
      this.#writer ??= this.#source.openWriter?.(this.#description);
    }
    return this.#writer;
  }

  async stop(): Promise<void> {
    this.#store.stop();
    this.#closeWriter();
    this.#leave();
    await Promise.all(this.#stopping);
  }

  #watch(): void {
    const { kinds, namespaces, timing, timings } = this.#options;
    if (this.#description.access.usable) {
      this.#watcher = new ClusterWatcher({
        connection: this.#source.connect(this.#description),
        kinds,
        namespaces,
        timing,
        timings,
        store: this.#store,
      });
      this.#watcher.start();
    }
  }

  #leave(): void {
    if (this.#watcher) {
      this.#stopping.push(this.#watcher.stop());
      this.#watcher = undefined;
    }
  }

  #closeWriter(): void {
    this.#writer?.close();
    this.#writer = undefined;
  }

  /** One line when the state of the cluster changes and its first look is over. */
  #log(): void {
    const { freshness } = this.view();
    const looking = freshness.kinds.some(
      ({ status }) => status.state === 'pending' && !status.problem,
    );
    const key = `${freshness.state} ${freshness.problem?.reason ?? ''}`;
    if (looking || key === this.#logged) {
      return;
    }
    this.#logged = key;
    const line = describe(freshness);
    const lost =
      freshness.state === 'stale' ||
      (freshness.state === 'unavailable' && this.#description.access.usable);
    if (lost) {
      this.#options.logger.warn(line);
    } else {
      this.#options.logger.info(line);
    }
  }
}

function describe(freshness: ClusterFreshness): string {
  const { name, state, since, problem } = freshness;
  const reason = problem ? ` ${problem.message}` : '';
  return since
    ? `Cluster ${name} is ${state} since ${since}.${reason}`
    : `Cluster ${name} is ${state}.${reason}`;
}
