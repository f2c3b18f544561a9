import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { ENGINE, type AnalysisEngine } from '../analyze/analyze';
import type { AnalysisInput, AnalysisOptions } from '../analyze/AnalysisInput';
import { readDocuments } from '../analyze/readDocuments';
import { connectivity, type ConnectivityEntry } from './connectivity';

/** What `connectivityIn` narrows the answer to; without any, all pairs of all clusters. */
export interface ConnectivityOptions extends AnalysisOptions {
  readonly engine?: AnalysisEngine;
  readonly cluster?: string;
  readonly from?: (workload: ObjectRef) => boolean;
  readonly to?: (workload: ObjectRef) => boolean;
}

/**
 * `connectivity` over documents, as `analyze` reads them: synchronous, without files. Clusters are answered one after another;
 * a pair is always of one cluster.
 */
export function connectivityIn(
  documents: readonly AnalysisInput[],
  options: ConnectivityOptions = {},
): readonly ConnectivityEntry[] {
  const { engine = ENGINE, cluster, from, to, ...analysisOptions } = options;
  const { clusters } = readDocuments(engine, documents, analysisOptions);
  return clusters
    .filter(({ name }) => cluster === undefined || name === cluster)
    .flatMap(({ snapshot }) =>
      connectivity({ snapshot, sources: engine.sources, from, to }),
    );
}
