import {
  ANALYSIS_SCHEMA_VERSION,
  type Analysis,
  type AnalysisProblem,
  type ClusterFreshness,
} from '@portolan/plugin-traffic-common';
import { CHECKS } from '../checks';
import type { Check } from '../checks/Check';
import type { KindRef } from '../kinds/KindRef';
import { refKey } from '../model/refs';
import { explainRequest } from '../request/explainRequest';
import { resolveTraffic } from '../resolveTraffic';
import { compareText } from '../snapshot/compareText';
import type { ClusterSnapshot, KindState } from '../snapshot/ClusterSnapshot';
import { ALL_READS, SOURCES } from '../sources';
import type { Source } from '../sources/Source';
import type { AnalysisInput, AnalysisOptions, Origin } from './AnalysisInput';
import { readDocuments } from './readDocuments';

/** The engine's parts that an analysis runs; third parties add their own. */
export interface AnalysisEngine {
  readonly sources: readonly Source[];
  readonly checks: readonly Check[];
  /** The kinds that a backend watches. */
  readonly kinds: readonly KindRef[];
  /** Sees each snapshot before it is resolved: what tests record reads with. */
  readonly observe?: (snapshot: ClusterSnapshot) => ClusterSnapshot;
}

/** All sources and checks of this package. */
export const ENGINE: AnalysisEngine = {
  sources: SOURCES,
  checks: CHECKS,
  kinds: ALL_READS,
};

/**
 * Resolves the traffic that documents describe: Kubernetes manifests or dumps, catalog entities, and our `Cluster`
 * documents. Synchronous, never throws on what a document holds: what cannot be used is a problem with its file and line.
 * The result is sorted and depends on the input alone. What absent kinds mean is told in docs/analyze.md.
 */
export function analyze(
  documents: readonly AnalysisInput[],
  options: AnalysisOptions = {},
): Analysis {
  return analyzeWith(ENGINE, documents, options);
}

/** `analyze` with sources and checks of one's own choice. */
export function analyzeWith(
  engine: AnalysisEngine,
  documents: readonly AnalysisInput[],
  options: AnalysisOptions = {},
): Analysis {
  const { sources, checks, observe = identity } = engine;
  const read = readDocuments(engine, documents, options);
  const snapshots = read.clusters.map(({ snapshot }) => observe(snapshot));
  const model = resolveTraffic({
    snapshots,
    entities: read.entities,
    sources,
    checks,
    now: read.now,
    telemetry: read.telemetry,
    egressNat: read.egressNat,
  });
  const problems: AnalysisProblem[] = [
    ...read.problems,
    ...model.problems.map(problem => ({
      ...problem,
      ...placeOf(read.origins.get(refKey(problem.object)), problem.path),
    })),
  ];
  return {
    schemaVersion: ANALYSIS_SCHEMA_VERSION,
    clusters: read.clusters.map(toFreshness),
    gateways: [...model.gateways],
    listeners: [...model.listeners],
    attachments: [...model.attachments],
    routes: [...model.routes],
    policies: [...model.policies],
    workloads: [...model.workloads],
    dependencies: [...model.dependencies],
    findings: model.findings.map(finding => {
      const { object, path } = finding.at;
      const origin = read.origins.get(refKey(object));
      return {
        ...finding,
        ...(origin && { location: placeOf(origin, path) }),
      };
    }),
    problems: problems.sort(compareAnalysisProblems),
    ...(options.requests && {
      requests: options.requests.map(question =>
        explainRequest({ snapshots, sources, question, routes: model.routes }),
      ),
    }),
  };
}

function identity<T>(value: T): T {
  return value;
}

/** File and line of one field. */
function placeOf(
  origin: Origin | undefined,
  path: string,
): { file?: string; line?: number } {
  const line = origin?.lineOf?.(path) ?? origin?.line;
  return {
    ...(origin?.file !== undefined && { file: origin.file }),
    ...(line !== undefined && { line }),
  };
}

function toFreshness(cluster: {
  name: string;
  states: readonly KindState[];
}): ClusterFreshness {
  const { name, states } = cluster;
  const known = states.every(({ status }) =>
    ['synced', 'absent'].includes(status.state),
  );
  return {
    name,
    title: name,
    state: known ? 'live' : 'partial',
    kinds: states
      .map(({ kind, status }) => ({
        group: kind.group,
        kind: kind.kind,
        status,
      }))
      .sort(
        (a, b) => compareText(a.kind, b.kind) || compareText(a.group, b.group),
      ),
  };
}

const SEVERITIES: readonly AnalysisProblem['severity'][] = [
  'error',
  'warning',
  'info',
];

function compareAnalysisProblems(
  a: AnalysisProblem,
  b: AnalysisProblem,
): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(
      a.object ? refKey(a.object) : '',
      b.object ? refKey(b.object) : '',
    ) ||
    compareText(a.path ?? '', b.path ?? '') ||
    compareText(a.message, b.message)
  );
}
