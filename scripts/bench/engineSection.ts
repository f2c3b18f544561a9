import { generate, type GenerateOptions } from '@portolan/fake-cluster';
import {
  ALL_READS,
  CHECKS,
  createSnapshot,
  explainConnection,
  groupOf,
  kindKey,
  normalizeObject,
  resolveTraffic,
  SnapshotMemo,
  SOURCES,
  type Check,
  type KindState,
  type KubeObject,
  type TrafficModel,
} from '@portolan/plugin-traffic-engine';
import { makeConfiguration } from './makeConfiguration';
import { makeMixedRoutes, toObject } from './mixedRoutes';
import type { Section } from './Section';
import { median, renderMs } from './statistics';

const NOW = '2026-01-01T00:00:00Z';
const TURNS = 5;
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
    for (const routes of [2_000, 10_000, 50_000]) {
      const pods = 50_000;
      const states = mixedCluster(routes, pods);
      const anew = measure(() => resolve(states, []));
      const checked = measure(() => resolve(states, CHECKS));
      const ways = resolve(states, []).routes.length;
      row(
        `${routes} routes of four APIs (${ways} ways in), ${pods} pods: resolved anew`,
        renderMs(anew),
      );
      row(
        `the same after a change of the routes alone`,
        renderMs(measureChange(states)),
      );
      row(
        `the ${CHECKS.length} checks over them, on top`,
        renderMs(Math.max(0, checked - anew)),
      );
    }
    measureEgress(row);
    measureMining(row);
    return `One process, one thread, the median of ${TURNS} turns after a warm-up.

| what | value |
| --- | ---: |
${rows.join('\n')}`;
  },
};

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

function measureEgress(row: (what: string, value: string) => void): void {
  const size = { policies: 5_000, pods: 50_000, workloads: 1_000 };
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
    `${workloads.length} workloads, ${size.policies} NetworkPolicies, ${size.pods} pods: ${dependencies.length} dependencies with their verdicts`,
    renderMs(measure(() => resolve(states, []))),
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
  const startedAt = performance.now();
  for (let turn = 0; turn < QUESTIONS; turn++) {
    ask(turn);
  }
  row(
    'one `explainConnection` there, mean of 2000 pairs',
    renderMs((performance.now() - startedAt) / QUESTIONS),
  );
}

function measureMining(row: (what: string, value: string) => void): void {
  const objects = makeConfiguration({
    templates: 5_000,
    configMaps: 2_000,
  }).map(toObject);
  row(
    'mining 5000 pod templates and 2000 ConfigMaps, trimming included',
    renderMs(
      measure(() => objects.map(object => normalizeObject(object)).length),
    ),
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
    entities: [],
    sources: SOURCES,
    checks,
    now: NOW,
  });
}

/** Every kind of route has a new version and all else has not: what a deployment of routes costs. */
function measureChange(states: readonly KindState[]): number {
  const memo = new SnapshotMemo();
  resolve(states, [], memo);
  let version = 1;
  return measure(() => {
    version += 1;
    const changed = states.map(state =>
      ROUTE_KINDS.includes(state.kind.kind)
        ? { ...state, version: String(version) }
        : state,
    );
    return resolve(changed, [], memo).routes.length;
  });
}

const ROUTE_KINDS: readonly string[] = [
  'HTTPRoute',
  'Ingress',
  'VirtualService',
  'IngressRoute',
];

function measure(run: () => unknown): number {
  run();
  const samples = Array.from({ length: TURNS }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return median(samples);
}
