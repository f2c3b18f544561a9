import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { generate, type GenerateOptions } from '@portolan/fake-cluster';
import {
  ALL_READS,
  CHECKS,
  createSnapshot,
  explainConnection,
  groupOf,
  kindKey,
  normalizeObject,
  resolveInSteps,
  resolveTraffic,
  runChecks,
  SnapshotMemo,
  SOURCES,
  type Check,
  type CheckContext,
  type KindState,
  type KubeObject,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';
import { makeConfiguration } from './makeConfiguration';
import { makeMixedRoutes, toObject } from './mixedRoutes';
import { makeBlocks } from './makeBlocks';
import type { Section } from './Section';
import { median, renderMs } from './statistics';

const NOW = '2026-01-01T00:00:00Z';
const PODS = 50_000;
const WARM_UP = 1;
const TURNS = 3;
const QUESTIONS = 2_000;

/** The engine alone: no cluster, no portal, one thread. */
export const engineSection: Section = {
  name: 'engine',
  title: 'The engine alone',
  measure: async tell => {
    const rows: string[] = [];
    const row = (what: string, value: string) => {
      tell(`${what}: ${value}`);
      rows.push(`| ${what} | ${value} |`);
    };
    measureRoutes(10_000, row);
    measureEgress(row);
    measureBlocks(row);
    measureMining(row);
    // What growth is in proportion to is told by these alone; the largest comes last, for it takes longest.
    for (const routes of [2_000, 50_000]) {
      measureAnew(mixedCluster(routes, PODS), routes, row);
    }
    return `One process, one thread, the median of ${TURNS} turns after ${WARM_UP} to warm up; the garbage of the turn before is
collected first. **Wall** is the time that passed; **CPU** is what this thread alone used of a processor, in user mode: on a machine that others
use too, it says more, and it leaves out what garbage collection does beside the thread.

- **Anew**: nothing is kept but the objects themselves, and what sources have read of each object alone (as a parsed rule).
- **After a change**: a resolution before it is known, as the backend knows one; every hundredth object of the kinds is another one, and its
  kind has a new version.
- **Unseen objects**: every object is a fresh copy, as after a restart.
- **Checks**: over a model and indexes that are there, timed by themselves.
- **Longest step**: of the resolution in steps with all checks, the median over the turns of the longest of each; between two steps the
  backend's event loop turns.

| what | wall / CPU |
| --- | ---: |
${rows.join('\n')}`;
  },
};

type Row = (what: string, value: string) => void;

function measureRoutes(routes: number, row: Row): void {
  const states = mixedCluster(routes, PODS);
  measureAnew(states, routes, row);
  row(
    'the same with objects unseen before',
    measureWith(
      () => states.map(state => ({ ...state, objects: copy(state.objects) })),
      copies => resolve(copies, []),
    ),
  );
  row(
    'the same after a change of 1 % of the routes',
    measureChange(states, ROUTE_KINDS),
  );
  row(
    'the same after a change of 1 % of the pods and endpoints',
    measureChange(states, ENDPOINT_KINDS),
  );
  row(
    'the same after a change of 1 % of the objects of every kind',
    measureChange(
      states,
      states.map(({ kind }) => kind.kind),
    ),
  );
  row(
    `the ${CHECKS.length} checks over them`,
    measureWith(
      () => contextOf(states),
      context => runChecks(CHECKS, context),
    ),
  );
  row('longest step, anew', measureLongestStep(states));
}

function measureAnew(
  states: readonly KindState[],
  routes: number,
  row: Row,
): void {
  const ways = resolve(states, []).routes.length;
  row(
    `${routes} routes of four APIs (${ways} ways in), ${PODS} pods: resolved anew`,
    measure(() => resolve(states, [])),
  );
}

function copy(objects: readonly KubeObject[]): readonly KubeObject[] {
  return structuredClone(objects);
}

function contextOf(kinds: readonly KindState[]): CheckContext {
  const snapshots = [createSnapshot({ cluster: 'bench', kinds })];
  const input = {
    snapshots,
    entities: NO_ENTITIES,
    sources: SOURCES,
    now: NOW,
  };
  return { ...input, model: resolveTraffic({ ...input, checks: [] }) };
}

function measureLongestStep(kinds: readonly KindState[]): string {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let turn = 0; turn < WARM_UP + TURNS; turn++) {
    const steps = resolveInSteps({
      snapshots: [createSnapshot({ cluster: 'bench', kinds })],
      entities: NO_ENTITIES,
      sources: SOURCES,
      checks: CHECKS,
      now: NOW,
    });
    let longest = { wall: 0, cpu: 0 };
    let isDone = false;
    while (!isDone) {
      const step = time(() => {
        isDone = steps.next().done ?? false;
      });
      longest = step.wall > longest.wall ? step : longest;
    }
    wall.push(longest.wall);
    cpu.push(longest.cpu);
  }
  return renderTimes({
    wall: median(wall.slice(WARM_UP)),
    cpu: median(cpu.slice(WARM_UP)),
  });
}

function mixedCluster(routes: number, pods: number): readonly KindState[] {
  const gatewayRoutes = Math.ceil(routes / 4);
  const objects = generateObjects({
    seed: 4_711,
    services: 5_000,
    routes: gatewayRoutes,
    pods,
    networkPolicies: 0,
  });
  const backends = objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata }) => ({
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      port: 80,
    }));
  return statesOf([
    ...objects,
    ...makeMixedRoutes(routes - gatewayRoutes, backends),
  ]);
}

function measureEgress(row: Row): void {
  const size = { policies: 5_000, pods: PODS, workloads: 1_000 };
  const states = statesOf(
    generateObjects({
      seed: 4_712,
      services: size.workloads,
      routes: 0,
      pods: size.pods,
      networkPolicies: size.policies,
    }),
  );
  const { dependencies, workloads } = resolve(states, []);
  row(
    `${workloads.length} workloads, ${size.policies} NetworkPolicies, ${size.pods} pods: ${dependencies.length} dependencies with their verdicts, and what policies leave open of each workload`,
    measure(() => resolve(states, [])),
  );
  const snapshot = createSnapshot({ cluster: 'bench', kinds: states });
  const ask = (turn: number) =>
    explainConnection({
      snapshot,
      sources: SOURCES,
      from: { kind: 'object', ref: workloads[turn % workloads.length].ref },
      to: {
        kind: 'object',
        ref: workloads[(turn * 7 + 1) % workloads.length].ref,
      },
      port: 443,
      protocol: 'TCP',
    });
  ask(0);
  const { wall, cpu } = time(() => {
    for (let turn = 0; turn < QUESTIONS; turn++) {
      ask(turn);
    }
  });
  row(
    `one \`explainConnection\` there, mean of ${QUESTIONS} pairs`,
    renderTimes({ wall: wall / QUESTIONS, cpu: cpu / QUESTIONS }),
  );
}

/** Few policies that each open many blocks to all workloads of a namespace. */
function measureBlocks(row: Row): void {
  const size = { namespaces: 100, workloads: 26, blocks: 30 };
  const states = statesOf(
    makeBlocks(size).map(object => normalizeObject(toObject(object))),
  );
  const { dependencies } = resolve(states, []);
  row(
    `${size.namespaces} policies of ${size.blocks} ipBlocks over ${size.workloads} workloads each: ${dependencies.length} dependencies`,
    measure(() => resolve(states, [])),
  );
}

function measureMining(row: Row): void {
  const objects = makeConfiguration({
    templates: 5_000,
    configMaps: 2_000,
  }).map(toObject);
  row(
    'mining 5000 pod templates and 2000 ConfigMaps, trimming included',
    measure(() => objects.map(object => normalizeObject(object)).length),
  );
}

function generateObjects(options: GenerateOptions): readonly KubeObject[] {
  return generate(options).map(object => normalizeObject(toObject(object)));
}

function statesOf(objects: readonly KubeObject[]): readonly KindState[] {
  const byKind = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const key = kindKey({
      group: groupOf(object.apiVersion),
      kind: object.kind,
    });
    const known = byKind.get(key);
    if (known) {
      known.push(object);
    } else {
      byKind.set(key, [object]);
    }
  }
  return ALL_READS.map(kind => ({
    kind,
    status: { state: 'synced', at: NOW },
    objects: byKind.get(kindKey(kind)) ?? [],
    version: '1',
  }));
}

function resolve(
  kinds: readonly KindState[],
  checks: readonly Check[],
  memo = new SnapshotMemo(),
): TrafficModel {
  return resolveTraffic({
    snapshots: [createSnapshot({ cluster: 'bench', kinds, memo })],
    entities: NO_ENTITIES,
    sources: SOURCES,
    checks,
    now: NOW,
  });
}

/** What a resolution costs where the last one is known and some objects of some kinds have changed since. */
function measureChange(
  states: readonly KindState[],
  kinds: readonly string[],
): string {
  const memo = new SnapshotMemo();
  resolve(states, [], memo);
  let turn = 1;
  let now = states;
  return measureWith(
    () => {
      turn += 1;
      now = now.map(state =>
        kinds.includes(state.kind.kind) ? renewSome(state, turn) : state,
      );
      return now;
    },
    changed => resolve(changed, [], memo),
  );
}

/** Every hundredth object as its controller would write it again, each turn another hundredth. */
function renewSome(state: KindState, turn: number): KindState {
  return {
    ...state,
    version: String(turn),
    objects: state.objects.map((object, position) =>
      position % 100 === turn % 100 ? renew(object, turn) : object,
    ),
  };
}

function renew(object: KubeObject, turn: number): KubeObject {
  const copied = structuredClone(object);
  return {
    ...copied,
    metadata: {
      ...copied.metadata,
      labels: { ...copied.metadata.labels, turn: String(turn) },
    },
  };
}

const ROUTE_KINDS: readonly string[] = [
  'HTTPRoute',
  'Ingress',
  'VirtualService',
  'IngressRoute',
];
const ENDPOINT_KINDS: readonly string[] = ['Pod', 'EndpointSlice'];

/** The catalog keeps its list while nothing changes in it. */
const NO_ENTITIES: readonly [] = [];

interface Times {
  readonly wall: number;
  readonly cpu: number;
}

function measure(run: () => unknown): string {
  return measureWith(() => undefined, run);
}

/** Times `run` alone, each turn with what was prepared for it. */
function measureWith<T>(
  prepare: () => T,
  run: (prepared: T) => unknown,
): string {
  const turns = Array.from({ length: WARM_UP + TURNS }, () => {
    const prepared = prepare();
    collectGarbage();
    return time(() => run(prepared));
  }).slice(WARM_UP);
  return renderTimes({
    wall: median(turns.map(({ wall }) => wall)),
    cpu: median(turns.map(({ cpu }) => cpu)),
  });
}

/** Off in Node unless it is asked for: what one turn leaves behind must not be swept in the next. */
const collectGarbage: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
})();

function time(run: () => unknown): Times {
  const cpu = process.threadCpuUsage();
  const startedAt = performance.now();
  run();
  return {
    wall: performance.now() - startedAt,
    cpu: process.threadCpuUsage(cpu).user / 1_000,
  };
}

function renderTimes({ wall, cpu }: Times): string {
  return `${renderMs(wall)} / ${renderMs(cpu)}`;
}
