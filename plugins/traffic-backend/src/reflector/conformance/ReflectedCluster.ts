import type { Timing } from '@portolan/cluster-client';
import type { KindStatus } from '@portolan/plugin-traffic-common';
import {
  kindKey,
  type KindRef,
  type KubeObject,
} from '@portolan/plugin-traffic-engine';
import type { ClusterConnection } from '@portolan/plugin-traffic-node';
import { ClusterWatcher } from '../../clusters/ClusterWatcher';
import { ClusterStore } from '../../store/ClusterStore';
import type { KindSink } from '../KindSink';
import { DEFAULT_TIMINGS, type ReflectorTimings } from '../ReflectorTimings';
import { ObservedConnection } from './ObservedConnection';

/** A store that remembers every status it was given, those too that were gone before anyone looked. */
class RecordingStore extends ClusterStore {
  readonly statuses: Array<{ kind: KindRef; status: KindStatus }> = [];

  override sinkFor(kind: KindRef): KindSink {
    const sink = super.sinkFor(kind);
    const record = (status: KindStatus) => this.statuses.push({ kind, status });
    return {
      replace: (apiVersion, namespace) => sink.replace(apiVersion, namespace),
      upsert: object => sink.upsert(object),
      remove: object => sink.remove(object),
      clear: namespace => sink.clear(namespace),
      setStatus: status => {
        record(status);
        sink.setStatus(status);
      },
    };
  }
}

/** The product's watcher and store over one connection, with ways to wait for what they come to know. */
export class ReflectedCluster {
  readonly connection: ObservedConnection;
  readonly #store: RecordingStore;
  readonly #watcher: ClusterWatcher;

  constructor(options: {
    connection: ClusterConnection;
    kinds: readonly KindRef[];
    namespaces?: readonly string[];
    timing: Timing;
    timings?: Partial<ReflectorTimings>;
  }) {
    const { kinds, namespaces, timing } = options;
    let versions = 0;
    this.connection = new ObservedConnection(options.connection);
    this.#store = new RecordingStore({
      kinds,
      timing,
      waits: { quietMs: 0, longestMs: 0 },
      nextVersion: () => {
        versions += 1;
        return String(versions);
      },
    });
    this.#watcher = new ClusterWatcher({
      connection: this.connection,
      kinds,
      namespaces,
      timing,
      timings: { ...DEFAULT_TIMINGS, ...options.timings },
      store: this.#store,
    });
    this.#watcher.start();
  }

  status(kind: KindRef): KindStatus {
    return this.#state(kind).status;
  }

  objects(kind: KindRef): readonly KubeObject[] {
    return this.#state(kind).objects;
  }

  /** The names in the store, as `namespace/name`, sorted. */
  names(kind: KindRef): string[] {
    return this.objects(kind)
      .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)
      .sort();
  }

  /** The states that a kind has been in since the beginning. */
  history(kind: KindRef): KindStatus['state'][] {
    return this.#store.statuses
      .filter(entry => kindKey(entry.kind) === kindKey(kind))
      .map(({ status }) => status.state);
  }

  /** Why a kind was not known at some time since the beginning. */
  problems(kind: KindRef): string[] {
    return this.#store.statuses
      .filter(entry => kindKey(entry.kind) === kindKey(kind))
      .flatMap(({ status }) =>
        'problem' in status && status.problem ? [status.problem.reason] : [],
      );
  }

  /** Resolves as soon as the condition holds; looks again after every change of the store. */
  until(holds: () => boolean): Promise<void> {
    return new Promise(resolve => {
      let unsubscribe = () => {};
      const look = () => {
        if (holds()) {
          unsubscribe();
          resolve();
        }
      };
      unsubscribe = this.#store.onChange(look);
      look();
    });
  }

  untilState(kind: KindRef, state: KindStatus['state']): Promise<void> {
    return this.until(() => this.status(kind).state === state);
  }

  untilHas(kind: KindRef, name: string): Promise<void> {
    return this.until(() => this.names(kind).includes(name));
  }

  async stop(): Promise<void> {
    this.#store.stop();
    await this.#watcher.stop();
  }

  #state(kind: KindRef) {
    const state = this.#store
      .kinds()
      .find(candidate => kindKey(candidate.kind) === kindKey(kind));
    if (!state) {
      throw new Error(`${kind.plural} are not watched here.`);
    }
    return state;
  }
}
