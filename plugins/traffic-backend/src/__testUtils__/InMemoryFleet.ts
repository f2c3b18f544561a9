import type {
  ClusterFreshness,
  KindStatus,
} from '@portolan/plugin-traffic-common';
import {
  ALL_READS,
  groupOf,
  kindKey,
  parseKubeObject,
  type KindState,
  type KubeObject,
} from '@portolan/plugin-traffic-engine';
import { parseAllDocuments } from 'yaml';
import type {
  ClusterFleet,
  FleetCluster,
  FleetListener,
  FleetSource,
} from '../clusters/ClusterFleet';

const SYNCED: KindStatus = { state: 'synced', at: '2026-11-21T10:00:00.000Z' };

/** A fleet without clusters: tests say what each one holds and how fresh it is. */
export class InMemoryFleet implements ClusterFleet {
  readonly #clusters = new Map<string, FleetCluster>();
  readonly #listeners = new Set<FleetListener>();
  #sources: readonly FleetSource[] = [
    { id: 'memory', title: 'the test', state: 'listed' },
  ];
  #version = 0;

  start(): void {}

  async stop(): Promise<void> {}

  clusters(): readonly FleetCluster[] {
    return [...this.#clusters.values()];
  }

  writerOf(): undefined {
    return undefined;
  }

  sources(): readonly FleetSource[] {
    return this.#sources;
  }

  onChange(listener: FleetListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setSources(sources: readonly FleetSource[]): void {
    this.#sources = sources;
    this.#tell({});
  }

  /** The cluster holds exactly these documents; every kind is synced but those of `statuses` (`apps/Deployment`). */
  set(
    cluster: string,
    manifests: string,
    options: {
      statuses?: Readonly<Record<string, KindStatus>>;
      freshness?: Partial<ClusterFreshness>;
    } = {},
  ): void {
    const objects = parseManifests(manifests);
    this.#version += 1;
    const version = String(this.#version);
    const kinds = ALL_READS.map(
      (kind): KindState => ({
        kind,
        status: options.statuses?.[kindKey(kind)] ?? SYNCED,
        version,
        objects: objects.filter(
          object =>
            object.kind === kind.kind &&
            groupOf(object.apiVersion) === kind.group,
        ),
      }),
    );
    this.#clusters.set(cluster, {
      name: cluster,
      title: cluster,
      kinds,
      freshness: {
        name: cluster,
        title: cluster,
        state: 'live',
        kinds: kinds.map(({ kind: { group, kind }, status }) => ({
          group,
          kind,
          status,
        })),
        ...options.freshness,
      },
    });
    this.#tell({ cluster });
  }

  #tell(change: { cluster?: string }) {
    this.#listeners.forEach(listener => listener(change));
  }
}

function parseManifests(manifests: string): KubeObject[] {
  return parseAllDocuments(manifests)
    .map(document => document.toJS())
    .filter(value => value !== null)
    .map(value => {
      const parsed = parseKubeObject(value);
      if (!parsed.ok) {
        throw new Error(parsed.message);
      }
      return parsed.object;
    });
}
