import type {
  RequestExplanation,
  RequestQuestion,
} from '@portolan/plugin-traffic-common';
import { ENGINE, type AnalysisEngine } from '../analyze/analyze';
import type { AnalysisInput, AnalysisOptions } from '../analyze/AnalysisInput';
import { readDocuments } from '../analyze/readDocuments';
import { explainRequest } from './explainRequest';

/** `explainRequest` over documents, as `analyze` reads them: synchronous, without files. */
export function explainRequestIn(
  documents: readonly AnalysisInput[],
  question: RequestQuestion,
  options: Omit<AnalysisOptions, 'requests'> & {
    readonly engine?: AnalysisEngine;
  } = {},
): RequestExplanation {
  const { engine = ENGINE, ...analysisOptions } = options;
  const { clusters } = readDocuments(engine, documents, analysisOptions);
  return explainRequest({
    snapshots: clusters.map(({ snapshot }) => snapshot),
    sources: engine.sources,
    question,
  });
}
