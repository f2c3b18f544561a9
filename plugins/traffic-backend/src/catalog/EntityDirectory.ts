import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  KUBERNETES_ANNOTATIONS,
  TRAFFIC_ANNOTATIONS,
} from '@portolan/plugin-traffic-common';
import type { CatalogEntityFacts } from '@portolan/plugin-traffic-engine';
import { ApiHosts } from './ApiHosts';
import { refOf, toFacts } from './toFacts';

export { kubernetesAnnotations } from './toFacts';

const LABEL_SELECTOR =
  `metadata.annotations.${KUBERNETES_ANNOTATIONS.labelSelector}` as const;
const ID = `metadata.annotations.${KUBERNETES_ANNOTATIONS.id}` as const;
const HOSTS = `metadata.annotations.${TRAFFIC_ANNOTATIONS.hosts}` as const;
const FIRST_RETRY_MS = 500;
const SOONEST_REFRESH_MS = 2_000;

/** What the engine needs of the catalog; `known` is false until the catalog answered once. */
export interface EntitySource {
  readonly known: boolean;
  readonly entities: readonly CatalogEntityFacts[];
  onChange(listener: () => void): () => void;
  /** Says that somebody saw newer facts; reads again, at most once in two seconds. */
  refreshSoon(): void;
}

/**
 * The entities that claim workloads or hosts, read from the catalog with the plugin's own credentials and read again at an
 * interval. When the catalog fails, the last facts are kept; a catalog that has not started yet is not an error.
 */
export class EntityDirectory implements EntitySource {
  readonly #options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    refreshIntervalMs: number;
  };
  readonly #apiHosts: ApiHosts;
  readonly #listeners = new Set<() => void>();
  #entities: readonly CatalogEntityFacts[] = [];
  #known = false;
  #failures = 0;
  #running: Promise<void> | undefined;
  #lastStartedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    refreshIntervalMs: number;
  }) {
    this.#options = options;
    this.#apiHosts = new ApiHosts(options.catalog);
  }

  get known() {
    return this.#known;
  }

  get entities() {
    return this.#entities;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#stopped = false;
    this.#schedule(0);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  refreshSoon(): void {
    if (this.#stopped || this.#running) {
      return;
    }
    const age = performance.now() - this.#lastStartedAt;
    this.#schedule(Math.max(0, SOONEST_REFRESH_MS - age));
  }

  /** Reads the catalog now; resolves when the facts are those of the catalog, or kept because it failed. */
  async refresh(): Promise<void> {
    this.#running ??= this.#refresh().finally(() => {
      this.#running = undefined;
      this.#schedule(this.#nextDelayMs());
    });
    return this.#running;
  }

  async #refresh(): Promise<void> {
    this.#lastStartedAt = performance.now();
    try {
      const entities = await this.#read();
      this.#failures = 0;
      const changed =
        !this.#known ||
        JSON.stringify(entities) !== JSON.stringify(this.#entities);
      this.#known = true;
      if (changed) {
        this.#entities = entities;
        this.#listeners.forEach(listener => listener());
      }
    } catch (error) {
      this.#failures += 1;
      this.#tellFailure(error);
    }
  }

  async #read(): Promise<readonly CatalogEntityFacts[]> {
    const { catalog, auth } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const entities: Entity[] = [];
    const pages = catalog.streamEntities(
      {
        query: {
          $any: [
            { [LABEL_SELECTOR]: { $exists: true } },
            { [ID]: { $exists: true } },
            { [HOSTS]: { $exists: true } },
            { kind: 'api', 'spec.type': 'openapi' },
          ],
        },
        fields: [
          'kind',
          'metadata.namespace',
          'metadata.name',
          'metadata.annotations',
          'metadata.etag',
          'spec.type',
          'relations',
        ],
        totalItems: 'exclude',
      },
      { credentials },
    );
    for await (const page of pages) {
      entities.push(...page);
    }
    const apiHosts = await this.#apiHosts.read(
      entities.filter(isOpenApi),
      credentials,
    );
    return entities
      .map(entity => toFacts(entity, apiHosts.get(refOf(entity))))
      .filter(isOfUse)
      .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1));
  }

  #tellFailure(error: unknown) {
    const { logger } = this.#options;
    const reason = error instanceof Error ? error.name : 'Error';
    // Plugins start in any order: only a catalog that was there, or stays away, is worth a warning.
    const quiet = !this.#known && this.#failures < 10;
    if (quiet) {
      logger.debug(
        `The catalog does not answer yet (${reason}); asking again.`,
      );
    } else if (this.#failures === 1 || this.#failures === 10) {
      logger.warn(
        `The catalog cannot be read (${reason}); ${
          this.#known
            ? 'the last known entities are kept'
            : 'no workload can be joined with an entity'
        } until it answers again.`,
      );
    }
  }

  #nextDelayMs(): number {
    const { refreshIntervalMs } = this.#options;
    if (this.#failures === 0) {
      return refreshIntervalMs;
    }
    const backOff = FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 10);
    return Math.min(refreshIntervalMs, backOff);
  }

  #schedule(delayMs: number) {
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.#timer = setTimeout(() => this.refresh(), delayMs);
      this.#timer.unref();
    }
  }
}

function isOpenApi({ kind, spec }: Entity): boolean {
  return kind.toLocaleLowerCase('en-US') === 'api' && spec?.type === 'openapi';
}

/** An API that names no host, and is bound to nothing, says nothing of traffic. */
function isOfUse({ annotations, hosts, apiHosts }: CatalogEntityFacts) {
  return [Object.keys(annotations), hosts, apiHosts].some(
    part => part !== undefined && part.length > 0,
  );
}
