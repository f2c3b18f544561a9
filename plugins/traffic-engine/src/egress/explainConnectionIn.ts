import { ENGINE, type AnalysisEngine } from '../analyze/analyze';
import type { AnalysisInput, AnalysisOptions } from '../analyze/AnalysisInput';
import { readDocuments, type ReadDocuments } from '../analyze/readDocuments';
import type { ClusterSnapshot } from '../snapshot/ClusterSnapshot';
import type { Source } from '../sources/Source';
import type { AskedEnd } from './AskedEnd';
import { clusterNamed } from './clusterNamed';
import {
  explainConnection,
  type ConnectionExplanation,
} from './explainConnection';
import { parseAskedEnd } from './parseAskedEnd';

/** A question as a person writes it: ends as `parseAskedEnd` reads them, or already read. */
export interface ConnectionQuestionIn {
  readonly from: string | AskedEnd;
  readonly to: string | AskedEnd;
  /** Absent or null: any port may be meant. */
  readonly port?: number | null;
  /** `TCP` when absent; null: any protocol may be meant. */
  readonly protocol?: string | null;
  /** Needed where the documents are of several clusters. */
  readonly cluster?: string;
}

/** A question that means nothing, with the sentence that says what to write instead. */
export interface ConnectionNotAsked {
  readonly state: 'not-asked';
  readonly problem: string;
}

/** What was asked, its ends as they were read, and the answer. */
export type AnsweredConnection = {
  readonly cluster: string;
  readonly from: AskedEnd;
  readonly to: AskedEnd;
  readonly port: number | null;
  readonly protocol: string | null;
} & ConnectionExplanation;

/**
 * `explainConnection` over documents, as `analyze` reads them: synchronous, without files. Never throws on what the question or
 * a document holds.
 */
export function explainConnectionIn(
  documents: readonly AnalysisInput[],
  question: ConnectionQuestionIn,
  options: AnalysisOptions & { readonly engine?: AnalysisEngine } = {},
): AnsweredConnection | ConnectionNotAsked {
  const { engine = ENGINE, ...analysisOptions } = options;
  return explainConnectionOf(
    readDocuments(engine, documents, analysisOptions),
    question,
    engine.sources,
  );
}

/** `explainConnectionIn` over documents that are read already. */
export function explainConnectionOf(
  { clusters, entities, egressNat }: ReadDocuments,
  question: ConnectionQuestionIn,
  sources: readonly Source[] = ENGINE.sources,
): AnsweredConnection | ConnectionNotAsked {
  const { port = null, protocol = 'TCP' } = question;
  if (port !== null && !(Number.isInteger(port) && port > 0 && port <= 65535)) {
    return notAsked(`A port lies between 1 and 65535; this is "${port}".`);
  }
  const found = clusterNamed(clusters, question.cluster);
  if ('problem' in found) {
    return notAsked(found.problem);
  }
  const { snapshot } = found;
  const from = readEnd(question.from, 'from', snapshot);
  if ('problem' in from) {
    return notAsked(from.problem);
  }
  const to = readEnd(question.to, 'to', snapshot);
  if ('problem' in to) {
    return notAsked(to.problem);
  }
  const asked = { from, to, port, protocol: protocol?.toUpperCase() ?? null };
  return {
    cluster: snapshot.cluster,
    ...asked,
    ...explainConnection({ ...asked, snapshot, sources, entities, egressNat }),
  };
}

function readEnd(
  end: string | AskedEnd,
  side: 'from' | 'to',
  snapshot: ClusterSnapshot,
): AskedEnd | { readonly problem: string } {
  return typeof end === 'string' ? parseAskedEnd(end, side, snapshot) : end;
}

function notAsked(problem: string): ConnectionNotAsked {
  return { state: 'not-asked', problem };
}
