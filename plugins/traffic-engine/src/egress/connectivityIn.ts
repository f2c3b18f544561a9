import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { ENGINE, type AnalysisEngine } from '../analyze/analyze';
import type { AnalysisInput, AnalysisOptions } from '../analyze/AnalysisInput';
import { readDocuments, type ReadCluster } from '../analyze/readDocuments';
import { clusterNamed } from './clusterNamed';
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
 * a pair is always of one cluster. Throws a RangeError when the documents have no cluster of the name that is asked for, which is
 * not the same as nothing being open.
 */
export function connectivityIn(
  documents: readonly AnalysisInput[],
  options: ConnectivityOptions = {},
): readonly ConnectivityEntry[] {
  const { engine = ENGINE, cluster, from, to, ...analysisOptions } = options;
  const { clusters } = readDocuments(engine, documents, analysisOptions);
  return chosen(clusters, cluster).flatMap(({ snapshot }) =>
    connectivity({ snapshot, sources: engine.sources, from, to }),
  );
}

function chosen(
  clusters: readonly ReadCluster[],
  name: string | undefined,
): readonly ReadCluster[] {
  if (name === undefined) {
    return clusters;
  }
  const found = clusterNamed(clusters, name);
  if ('problem' in found) {
    throw new RangeError(found.problem);
  }
  return [found];
}
