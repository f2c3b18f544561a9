import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { MiningOptions } from '../ingest/mining/MiningOptions';

/** A YAML or JSON text of one or more documents, as a file holds it. */
export interface AnalysisText {
  readonly text: string;
  /** Named in problems and beside findings. */
  readonly file?: string;
  /** The line of the file at which the text starts; 1 when absent. */
  readonly line?: number;
  /** The cluster that the documents are from; the options' cluster when absent. */
  readonly cluster?: string;
}

/** A parsed object together with where it came from. */
export interface AnalysisObject {
  readonly object: unknown;
  readonly file?: string;
  readonly line?: number;
  readonly cluster?: string;
}

/** A text, a parsed object with its origin, or a bare parsed object. */
export type AnalysisInput = AnalysisText | AnalysisObject | object;

/** What is asked of `analyze` beside its documents. */
export interface AnalysisOptions {
  /** The name of the cluster that documents belong to when they name none; `cluster` when absent. */
  readonly cluster?: string;
  /** ISO time; files carry none, so the epoch when absent, which keeps equal input giving equal output. */
  readonly now?: string;
  /** The input is all that the cluster holds: a kind without a document has no objects. */
  readonly complete?: boolean;
  /** Requests that somebody might send: who would answer each is told in `requests`, in this order. */
  readonly requests?: readonly RequestQuestion[];
  /** What configuration mining leaves alone; everything is searched when absent. */
  readonly mining?: MiningOptions;
}

/** Where an object of the input was written. */
export interface Origin {
  readonly file?: string;
  readonly line?: number;
  /** The line of one field of the object; of the object itself when the field cannot be found. */
  readonly lineOf?: (path: string) => number | undefined;
}
