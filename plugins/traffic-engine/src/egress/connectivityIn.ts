import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { ENGINE, type AnalysisEngine } from '../analyze/analyze';
import type { AnalysisInput, AnalysisOptions } from '../analyze/AnalysisInput';
import { readDocuments, type ReadDocuments } from '../analyze/readDocuments';
import type { Source } from '../sources/Source';
import { clusterNamed } from './clusterNamed';
import { connectivity, type ConnectivityEntry } from './connectivity';

/** Which workloads are meant: `namespace`, `namespace/name`, or a condition. */
export type WorkloadChoice = string | ((workload: ObjectRef) => boolean);

/** What the answer is narrowed to; without any, all pairs of all clusters. */
export interface ConnectivityChoice {
  readonly cluster?: string;
  readonly from?: WorkloadChoice;
  readonly to?: WorkloadChoice;
}

/** What `connectivityIn` takes beside its documents. */
export interface ConnectivityOptions
  extends AnalysisOptions,
    ConnectivityChoice {
  readonly engine?: AnalysisEngine;
}

/**
 * `connectivity` over documents, as `analyze` reads them: synchronous, without files. Clusters are answered one after another;
 * a pair is always of one cluster. Throws a RangeError when the documents have no cluster of the name that is asked for, which is
 * not the same as nothing being open.
 */
export function connectivityIn(
  documents: readonly AnalysisInput[],
  options: ConnectivityOptions = {},
): readonly ConnectivityEntry[] {
  const { engine = ENGINE, cluster, from, to, ...analysisOptions } = options;
  return connectivityOf(
    readDocuments(engine, documents, analysisOptions),
    { cluster, from, to },
    engine.sources,
  );
}

/** `connectivityIn` over documents that are read already. */
export function connectivityOf(
  { clusters }: ReadDocuments,
  { cluster, from, to }: ConnectivityChoice = {},
  sources: readonly Source[] = ENGINE.sources,
): readonly ConnectivityEntry[] {
  const found =
    cluster === undefined ? clusters : [clusterNamed(clusters, cluster)];
  return found.flatMap(each => {
    if ('problem' in each) {
      throw new RangeError(each.problem);
    }
    return connectivity({
      snapshot: each.snapshot,
      sources,
      from: asCondition(from),
      to: asCondition(to),
    });
  });
}

function asCondition(
  choice: WorkloadChoice | undefined,
): ((workload: ObjectRef) => boolean) | undefined {
  return typeof choice === 'string'
    ? ({ namespace, name }) =>
        choice === namespace || choice === `${namespace}/${name}`
    : choice;
}
