import type { KindStatus } from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import { resolve } from 'node:path';
import { normalizeObject } from './ingest/normalizeObject';
import { groupOf, kindKey, type KindKey } from './kinds/KindRef';
import { resolveTraffic } from './resolveTraffic';
import {
  createSnapshot,
  SnapshotMemo,
  type ClusterSnapshot,
  type KindState,
} from './snapshot/ClusterSnapshot';
import type { KubeObject } from './snapshot/KubeObject';
import { parseKubeObject } from './snapshot/parseKubeObject';
import { ALL_READS, SOURCES } from './sources';
import { listScenarios } from './testing/listScenarios';
import { readScenarioInput } from './testing/runScenario';
import { scenarioObjects } from './testing/scenarioInputs';

const RUNS = 3;
const SEED = 20261122;
const NOW = '2026-01-01T00:00:00Z';
const SYNCED: KindStatus = { state: 'synced', at: NOW };
const DENIED: KindStatus = {
  state: 'denied',
  problem: { reason: 'forbidden', message: 'The test may not look.' },
};
const ENTITIES: readonly [] = [];

interface Given {
  readonly cluster: string;
  readonly object: KubeObject;
}

const scenarios = listScenarios(resolve(__dirname, './sources')).map(
  folder => ({
    name: folder.split('/').slice(-3).join('/'),
    given: scenarioObjects(readScenarioInput(folder)).flatMap(
      ({ object, cluster = 'default' }): readonly Given[] => {
        const parsed = parseKubeObject(object);
        return parsed.ok
          ? [{ cluster, object: normalizeObject(parsed.object) }]
          : [];
      },
    ),
  }),
);

/** What may happen to one object, or to its kind, between two resolutions. */
type Step = readonly [
  position: number,
  what: 'leave' | 'return' | 'renew' | 'retouch' | 'deny' | 'allow',
];

const steps = fc.array(
  fc.tuple(
    fc.nat(999),
    fc.constantFrom<Step[1]>(
      'leave',
      'return',
      'renew',
      'retouch',
      'deny',
      'allow',
    ),
  ),
  { minLength: 2, maxLength: 6 },
);

/** A live view of the objects of a scenario: it keeps what has not changed, as a store does. */
class Clusters {
  readonly #now: (KubeObject | undefined)[];
  readonly #denied = new Set<KindKey>();
  readonly #memos = new Map<string, SnapshotMemo>();
  readonly #states = new Map<string, KindState>();
  #version = 0;

  constructor(private readonly given: readonly Given[]) {
    this.#now = given.map(({ object }) => object);
  }

  take([position, what]: Step): void {
    this.#version += 1;
    const at = position % this.given.length;
    const { object } = this.given[at];
    switch (what) {
      case 'leave':
        this.#now[at] = undefined;
        break;
      case 'renew':
        this.#now[at] = structuredClone(object);
        break;
      case 'retouch':
        this.#now[at] = retouch(object, this.#version);
        break;
      case 'deny':
        this.#denied.add(keyOf(object));
        break;
      case 'allow':
        this.#denied.delete(keyOf(object));
        break;
      default:
        this.#now[at] = object;
    }
  }

  /** The same facts twice: with what is known of the last ones, and with nothing known. */
  look(): { known: ClusterSnapshot[]; fresh: ClusterSnapshot[] } {
    const known: ClusterSnapshot[] = [];
    const fresh: ClusterSnapshot[] = [];
    for (const cluster of new Set(this.given.map(each => each.cluster))) {
      const kinds = ALL_READS.map(kind => this.#stateOf(cluster, kind));
      const memo = this.#memos.get(cluster) ?? new SnapshotMemo();
      this.#memos.set(cluster, memo);
      known.push(createSnapshot({ cluster, kinds, memo }));
      fresh.push(createSnapshot({ cluster, kinds }));
    }
    return { known, fresh };
  }

  #stateOf(cluster: string, kind: (typeof ALL_READS)[number]): KindState {
    const key = kindKey(kind);
    const isDenied = this.#denied.has(key);
    const objects = isDenied
      ? []
      : this.given.flatMap((each, position) => {
          const now = this.#now[position];
          return now && each.cluster === cluster && keyOf(now) === key
            ? [now]
            : [];
        });
    const status = isDenied ? DENIED : SYNCED;
    const last = this.#states.get(`${cluster} ${key}`);
    if (
      last?.status === status &&
      last.objects.length === objects.length &&
      last.objects.every((object, position) => object === objects[position])
    ) {
      return last;
    }
    const state = { kind, status, objects, version: String(this.#version) };
    this.#states.set(`${cluster} ${key}`, state);
    return state;
  }
}

function keyOf({ apiVersion, kind }: KubeObject): KindKey {
  return kindKey({ group: groupOf(apiVersion), kind });
}

/** Another label, and one field of the spec fewer: which one goes by the turn. */
function retouch(object: KubeObject, turn: number): KubeObject {
  const spec = Object.entries(object.spec ?? {});
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, turn: String(turn) },
    },
    ...(spec.length > 0 && {
      spec: Object.fromEntries(
        spec.filter((_, position) => position !== turn % spec.length),
      ),
    }),
  };
}

function trafficOf(snapshots: readonly ClusterSnapshot[]) {
  return JSON.stringify(
    resolveTraffic({
      snapshots,
      entities: ENTITIES,
      sources: SOURCES,
      checks: [],
      now: NOW,
    }),
  );
}

describe('resolveTraffic', () => {
  it.each(scenarios)(
    'says the same of $name after changes as from the start',
    ({ given }) => {
      fc.assert(
        fc.property(steps, history => {
          const clusters = new Clusters(given);
          trafficOf(clusters.look().known);
          for (const step of history) {
            clusters.take(step);
            const { known, fresh } = clusters.look();
            expect(JSON.parse(trafficOf(known))).toEqual(
              JSON.parse(trafficOf(fresh)),
            );
          }
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
  );
});
