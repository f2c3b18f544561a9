import type { AnalysisInput, AnalysisObject } from '../analyze/AnalysisInput';
import { CLUSTER_API_VERSION } from '../analyze/clusterDocument';
import { splitDocuments } from '../analyze/splitDocuments';
import { isRecord, readRecord, readText } from '../snapshot/read';

/** The documents of a scenario as parsed objects, each with its cluster, so that their order carries nothing. */
export function scenarioObjects(text: string): readonly AnalysisObject[] {
  let cluster: string | undefined;
  return splitDocuments([{ text }]).documents.map(({ value }) => {
    if (isRecord(value) && value.apiVersion === CLUSTER_API_VERSION) {
      cluster = readText(readRecord(value, 'metadata'), 'name');
    }
    return { object: value, ...(cluster !== undefined && { cluster }) };
  });
}

/** The same inputs in another order, which depends on the seed alone. */
export function shuffle(
  inputs: readonly AnalysisInput[],
  seed: number,
): AnalysisInput[] {
  const shuffled = [...inputs];
  let state = seed;
  for (let last = shuffled.length - 1; last > 0; last--) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const other = state % (last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}
