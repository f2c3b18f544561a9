import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import { KINDS_LEFT_BEHIND } from '../kinds/retiredApis';
import { kindKey, type KindRef } from '../kinds/KindRef';
import {
  createSnapshot,
  type ClusterSnapshot,
  type KindState,
} from '../snapshot/ClusterSnapshot';
import type { Source } from '../sources/Source';
import type { AnalysisInput, AnalysisOptions } from './AnalysisInput';
import { assumeKinds } from './assumeKinds';
import { collectClusters } from './collectClusters';
import { splitDocuments } from './splitDocuments';

const EPOCH = '1970-01-01T00:00:00Z';

/** One cluster of the input: what is known of each kind, and the view of it. */
export interface ReadCluster {
  readonly name: string;
  readonly states: readonly KindState[];
  readonly snapshot: ClusterSnapshot;
}

/** What documents hold, before anything is resolved. Never throws on what a document holds. */
export interface ReadDocuments
  extends Pick<
    ReturnType<typeof collectClusters>,
    'entities' | 'origins' | 'telemetry' | 'egressNat'
  > {
  readonly clusters: readonly ReadCluster[];
  readonly problems: readonly AnalysisProblem[];
  readonly now: string;
}

/** Reads documents into snapshots, one per cluster; what absent kinds mean is told in docs/analyze.md. */
export function readDocuments(
  engine: {
    readonly sources: readonly Source[];
    readonly kinds: readonly KindRef[];
  },
  documents: readonly AnalysisInput[],
  options: AnalysisOptions = {},
): ReadDocuments {
  const { cluster = 'cluster', now = EPOCH, complete = false } = options;
  const { sources, kinds } = engine;
  const split = splitDocuments(documents);
  const watched = new Set(kinds.map(kindKey));
  const ifGiven = [
    ...new Map(
      sources
        .flatMap(source => source.readsIfGiven ?? [])
        .filter(kind => !watched.has(kindKey(kind)))
        .map(kind => [kindKey(kind), kind]),
    ).values(),
  ];
  const collected = collectClusters(split.documents, {
    kinds: [...kinds, ...ifGiven].filter(
      kind => !KINDS_LEFT_BEHIND.includes(kind),
    ),
    cluster,
    mining: options.mining,
  });
  const assumed = collected.clusters.map(input => ({
    name: input.name,
    leftOut: input.leftOut,
    ...assumeKinds(input, {
      kinds: [
        ...kinds,
        ...ifGiven.filter(kind => complete || input.objects.has(kindKey(kind))),
      ],
      at: now,
      complete,
    }),
  }));
  return {
    now,
    entities: collected.entities,
    telemetry: collected.telemetry,
    egressNat: collected.egressNat,
    origins: collected.origins,
    clusters: assumed.map(({ name, leftOut, states }) => ({
      name,
      states,
      snapshot: createSnapshot({ cluster: name, kinds: states, leftOut }),
    })),
    problems: [
      ...split.problems,
      ...collected.problems,
      ...assumed.flatMap(item => item.problems),
    ],
  };
}
