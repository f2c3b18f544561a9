import {
  groupOf,
  kindKey,
  overlayKinds,
  type KubeObject,
  type LiveCluster,
} from '@portolan/plugin-traffic-engine';

interface PendingWrite {
  readonly object: KubeObject;
  readonly atMs: number;
}

/** After this time a write that never showed up in the watch is taken as undone by somebody else. */
const FORGET_AFTER_MS = 60_000;

/**
 * What was written and is not yet seen by the watch. Between the two, a second person must already be told of the first
 * one's route, so these objects are laid over the live view.
 */
export class PendingWrites {
  readonly #writes = new Map<string, readonly PendingWrite[]>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(cluster: string, object: KubeObject): void {
    const others = this.#of(cluster).filter(
      write => keyOf(write.object) !== keyOf(object),
    );
    this.#writes.set(cluster, [...others, { object, atMs: this.#nowMs() }]);
  }

  /** The live view with what was written in it; forgets what the view holds by now. */
  over(live: LiveCluster): LiveCluster {
    const seen = new Map(
      live.kinds.flatMap(state =>
        state.objects.map(object => [
          `${kindKey(state.kind)}|${nameOf(object)}`,
          object,
        ]),
      ),
    );
    const waiting = this.#of(live.cluster).filter(({ object, atMs }) => {
      const known = seen.get(keyOf(object));
      const isThere =
        known?.metadata.uid === object.metadata.uid &&
        (known?.metadata.generation ?? 0) >= (object.metadata.generation ?? 0);
      return !isThere && this.#nowMs() - atMs < FORGET_AFTER_MS;
    });
    this.#writes.set(live.cluster, waiting);
    return waiting.length === 0
      ? live
      : {
          ...live,
          kinds: overlayKinds(
            live.kinds,
            waiting.map(({ object }) => object),
          ),
        };
  }

  #of(cluster: string): readonly PendingWrite[] {
    return this.#writes.get(cluster) ?? [];
  }
}

function nameOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function keyOf(object: KubeObject): string {
  const { kind, apiVersion } = object;
  return `${kindKey({ group: groupOf(apiVersion), kind })}|${nameOf(object)}`;
}
