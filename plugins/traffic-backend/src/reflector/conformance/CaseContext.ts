import { collectionPath, listPages } from '@portolan/cluster-client';
import type { KindRef } from '@portolan/plugin-traffic-engine';
import type { ReflectorTimings } from '../ReflectorTimings';
import type {
  ConformanceFaults,
  ConformanceRig,
  ConformanceUser,
  Manifest,
} from './ConformanceRig';
import type { Place } from './manifests';
import { ReflectedCluster } from './ReflectedCluster';

/** What one case works with; everything it made is undone after it. */
export class CaseContext {
  readonly rig: ConformanceRig;
  readonly #written = new Map<string, Manifest>();
  readonly #readers: ReflectedCluster[] = [];
  readonly #prefix: string;

  constructor(rig: ConformanceRig, prefix: string) {
    this.rig = rig;
    this.#prefix = prefix;
  }

  /** The faults of a rig that has them; cases that call this declare that they need them. */
  get faults(): ConformanceFaults {
    if (!this.rig.faults) {
      throw new Error('This case must declare that it needs faults.');
    }
    return this.rig.faults;
  }

  /** A place in the suite's first namespace that no other case uses. */
  place(name: string, namespace: string = this.rig.namespaces[0]): Place {
    return { namespace, name: `${this.#prefix}-${name}` };
  }

  /** The store's name for a place. */
  key(place: Place): string {
    return `${place.namespace}/${place.name}`;
  }

  async apply(manifest: Manifest): Promise<void> {
    const { kind, metadata } = manifest;
    this.#written.set(
      `${kind}/${metadata.namespace ?? ''}/${metadata.name}`,
      manifest,
    );
    await this.rig.apply(manifest);
  }

  async remove(manifest: Manifest): Promise<void> {
    const { kind, metadata } = manifest;
    this.#written.delete(
      `${kind}/${metadata.namespace ?? ''}/${metadata.name}`,
    );
    await this.rig.remove(manifest);
  }

  /** Watches these kinds as the product would. */
  read(
    kinds: readonly KindRef[],
    options: {
      user?: ConformanceUser;
      namespaces?: readonly string[];
      timings?: Partial<ReflectorTimings>;
      deadlineMs?: number;
    } = {},
  ): ReflectedCluster {
    const { user = 'reader', namespaces, timings, deadlineMs } = options;
    const connection = this.rig.connect(user, { deadlineMs });
    if (!connection) {
      throw new Error(`This rig has no user "${user}".`);
    }
    const cluster = new ReflectedCluster({
      connection,
      kinds,
      namespaces,
      timing: this.rig.timing,
      timings,
    });
    this.#readers.push(cluster);
    return cluster;
  }

  /** What the API server itself says now, in the form of `contentOf`. */
  async freshList(kind: KindRef): Promise<Map<string, unknown>> {
    const connection = this.rig.connect('reader');
    if (!connection) {
      throw new Error('This rig has no reader.');
    }
    const items: unknown[] = [];
    try {
      await listPages(
        {
          connection,
          path: collectionPath(kind, kind.versions[0]),
          what: kind.plural,
          pageSize: 500,
          signal: new AbortController().signal,
        },
        page => items.push(...page),
      );
    } finally {
      connection.close();
    }
    return contentOf(items);
  }

  /** Undoes what the case did. */
  async end(): Promise<void> {
    this.rig.faults?.clear();
    await Promise.all(this.#readers.map(reader => reader.stop()));
    this.rig.faults?.endWatches();
    for (const manifest of this.#written.values()) {
      await this.rig.remove(manifest);
    }
  }
}

/** Objects by name with all that a comparison is about: who they are, their labels and their spec. */
export function contentOf(objects: readonly unknown[]): Map<string, unknown> {
  return new Map(
    objects
      .map((value): [string, unknown] => {
        const { metadata, spec } = value as {
          metadata: {
            name: string;
            namespace?: string;
            uid?: string;
            labels?: unknown;
          };
          spec?: unknown;
        };
        const { namespace = '', name, uid, labels } = metadata;
        return [`${namespace}/${name}`, { uid, labels, spec }];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
