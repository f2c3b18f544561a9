import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  CHECKS,
  createSnapshot,
  resolveInSteps,
  type ResolveOptions,
  SnapshotMemo,
  SOURCES,
  type CatalogEntityFacts,
  type EgressNat,
  type LiveCluster,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';
import type { EntitySource } from '../catalog/EntityDirectory';
import type { ClusterFleet, FleetCluster } from '../clusters/ClusterFleet';
import type { TelemetrySource } from '../telemetry/TelemetryKeeper';
import { createEntityIndex, type EntityIndex } from './EntityIndex';
import { freshnessText } from './freshnessText';
import { keepUnchanged } from './keepUnchanged';
import { takeTurns, yieldTurn } from './takeTurns';

/** How long changes are gathered before the model is computed anew. */
const GATHER_MS = 50;
/** While a cluster is looked at for the first time, half of it is of little use: gather longer, but not for ever. */
const GATHER_AT_FIRST_LOOK_MS = 1_000;
const FIRST_LOOK_ENDS_MS = 15_000;

/** The last good model, and exactly the clusters and entities that it was computed from. */
export interface Published {
  readonly model: TrafficModel;
  readonly index: EntityIndex;
  readonly clusters: ReadonlyMap<string, FleetCluster>;
  readonly entities: readonly CatalogEntityFacts[];
  /** What else the model was made from, for a what-if that must differ in nothing but what it asks. */
  readonly given: Pick<ResolveOptions, 'telemetry' | 'egressNat'>;
  readonly annotations: ReadonlyMap<string, CatalogEntityFacts['annotations']>;
  /** Every reference that the entities' facts hold: entities and owners. */
  readonly refs: ReadonlySet<string>;
}

const EMPTY_MODEL: TrafficModel = {
  gateways: [],
  listeners: [],
  attachments: [],
  policies: [],
  routes: [],
  workloads: [],
  dependencies: [],
  findings: [],
  problems: [],
};

/**
 * Computes the model anew after changes of clusters or entities, one computation at a time, and keeps the last good one.
 * Before the first computation the model is empty and has no clusters, which readers must take for "pending".
 */
export class ModelKeeper {
  readonly #options: {
    fleet: ClusterFleet;
    entities: EntitySource;
    telemetry?: TelemetrySource;
    egressNat?: EgressNat;
    logger: LoggerService;
    now: () => string;
  };
  readonly #memos = new Map<string, SnapshotMemo>();
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Set<() => void>();
  #published: Published = {
    model: EMPTY_MODEL,
    index: createEntityIndex(EMPTY_MODEL),
    clusters: new Map(),
    entities: [],
    given: {},
    annotations: new Map(),
    refs: new Set(),
  };
  #unsubscribe: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #gatherMs = GATHER_MS;
  #startedAt = -Infinity;
  #computing = false;
  #dirty = false;

  constructor(options: {
    fleet: ClusterFleet;
    entities: EntitySource;
    /** Absent: nothing is known of what is really called. */
    telemetry?: TelemetrySource;
    /** Absent: the operator states nothing of the addresses that the outside sees. */
    egressNat?: EgressNat;
    logger: LoggerService;
    now: () => string;
  }) {
    this.#options = options;
  }

  get published(): Published {
    return this.#published;
  }

  start(): void {
    const { fleet, entities, telemetry } = this.#options;
    this.#startedAt = performance.now();
    this.#unsubscribe = [
      fleet,
      entities,
      ...(telemetry ? [telemetry] : []),
    ].map(told => told.onChange(() => this.#computeSoon()));
    this.#computeSoon();
  }

  stop(): void {
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
    this.#unsubscribe = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dirty = false;
    this.#release();
  }

  /** The parts of a cluster from which a what-if beside the published model is made. */
  liveCluster(name: string): LiveCluster | undefined {
    const cluster = this.#published.clusters.get(name);
    return cluster
      ? { cluster: name, kinds: cluster.kinds, memo: this.#memoOf(name) }
      : undefined;
  }

  /** Calls back after facts or freshness changed; the passing of time alone is no change. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when every change told so far is in the published model. */
  async settled(): Promise<void> {
    if (this.#timer || this.#computing) {
      await new Promise<void>(resolve => this.#waiting.add(resolve));
    }
  }

  #computeSoon(): void {
    if (this.#computing) {
      this.#dirty = true;
      return;
    }
    const gatherMs = this.#isFirstLook() ? GATHER_AT_FIRST_LOOK_MS : GATHER_MS;
    if (this.#timer && gatherMs < this.#gatherMs) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (!this.#timer) {
      this.#gatherMs = gatherMs;
      this.#timer = setTimeout(() => this.#compute(), gatherMs);
    }
  }

  #isFirstLook(): boolean {
    const { fleet } = this.#options;
    return (
      performance.now() - this.#startedAt < FIRST_LOOK_ENDS_MS &&
      fleet
        .clusters()
        .some(({ kinds }) =>
          kinds.some(
            ({ status }) => status.state === 'pending' && !status.problem,
          ),
        )
    );
  }

  async #compute(): Promise<void> {
    this.#timer = undefined;
    this.#computing = true;
    this.#dirty = false;
    try {
      const before = this.#published;
      const next = await this.#resolve(before.model);
      this.#published = next;
      if (!isSameAnswer(before, next)) {
        this.#listeners.forEach(listener => listener());
      }
    } catch (error) {
      this.#options.logger.error(
        'The traffic model could not be computed; the last good one is kept.',
        error instanceof Error ? error : undefined,
      );
    } finally {
      this.#computing = false;
      if (this.#dirty) {
        this.#computeSoon();
      } else {
        this.#release();
      }
    }
  }

  async #resolve(previous: TrafficModel): Promise<Published> {
    const { fleet, entities: directory, telemetry, now } = this.#options;
    const clusters = fleet.clusters();
    const given = {
      telemetry: telemetry?.current(),
      egressNat: this.#options.egressNat,
    };
    const { entities } = directory;
    const computed = await takeTurns(
      resolveInSteps({
        snapshots: clusters.map(({ name, kinds }) =>
          createSnapshot({ cluster: name, kinds, memo: this.#memoOf(name) }),
        ),
        entities,
        sources: SOURCES,
        checks: CHECKS,
        now: now(),
        ...given,
      }),
    );
    const model = await takeTurns(keepUnchanged(previous, computed));
    await yieldTurn();
    return {
      model,
      index:
        model === previous ? this.#published.index : createEntityIndex(model),
      clusters: new Map(clusters.map(cluster => [cluster.name, cluster])),
      entities,
      given,
      annotations: new Map(
        entities.map(({ entityRef, annotations }) => [entityRef, annotations]),
      ),
      refs: new Set(
        entities.flatMap(({ entityRef, owners }) => [entityRef, ...owners]),
      ),
    };
  }

  #memoOf(cluster: string): SnapshotMemo {
    const memo = this.#memos.get(cluster) ?? new SnapshotMemo();
    this.#memos.set(cluster, memo);
    return memo;
  }

  #release(): void {
    this.#waiting.forEach(resolve => resolve());
    this.#waiting.clear();
  }
}

function isSameAnswer(before: Published, after: Published): boolean {
  return (
    before.model === after.model &&
    before.entities === after.entities &&
    freshnessTexts(before) === freshnessTexts(after)
  );
}

function freshnessTexts({ clusters }: Published): string {
  return [...clusters.values()]
    .map(cluster => freshnessText(cluster.freshness))
    .join('\n');
}
