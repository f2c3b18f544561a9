import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import {
  isMap,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
} from 'yaml';
import { isRecord } from '../snapshot/read';
import type { AnalysisInput, AnalysisText, Origin } from './AnalysisInput';

/** One parsed value of the input and where it was written. */
export interface SourceDocument extends Origin {
  readonly value: unknown;
  readonly cluster?: string;
  /** Equal for the documents of one text: a `Cluster` document names the cluster of those that follow in its text. */
  readonly textIndex: number;
}

/** Parses every text; a document that is no YAML becomes a problem with its file and line, and the others go on. */
export function splitDocuments(inputs: readonly AnalysisInput[]): {
  documents: readonly SourceDocument[];
  problems: readonly AnalysisProblem[];
} {
  const documents: SourceDocument[] = [];
  const problems: AnalysisProblem[] = [];
  inputs.forEach((input, textIndex) => {
    if (isText(input)) {
      const parsed = parseText(input, textIndex);
      documents.push(...parsed.documents);
      problems.push(...parsed.problems);
    } else {
      const { value, ...origin } = objectOf(input);
      documents.push(
        ...expandList({ value, ...origin, textIndex }, () => origin.line),
      );
    }
  });
  return { documents, problems };
}

function isText(input: unknown): input is AnalysisText {
  return (
    isRecord(input) && typeof input.text === 'string' && !('kind' in input)
  );
}

function objectOf(input: unknown): Omit<SourceDocument, 'textIndex'> {
  if (!isRecord(input) || !('object' in input) || 'kind' in input) {
    return { value: input };
  }
  const { object, file, line, cluster } = input;
  return {
    value: object,
    ...(typeof file === 'string' && { file }),
    ...(typeof line === 'number' && { line }),
    ...(typeof cluster === 'string' && { cluster }),
  };
}

function parseText(
  input: AnalysisText,
  textIndex: number,
): { documents: SourceDocument[]; problems: AnalysisProblem[] } {
  const { text, file, line: firstLine = 1, cluster } = input;
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) =>
    lineCounter.linePos(offset).line + firstLine - 1;
  const documents: SourceDocument[] = [];
  const problems: AnalysisProblem[] = [];
  for (const document of parseAllDocuments(text, {
    lineCounter,
    merge: true,
  })) {
    const problem = problemOf(document, lineAt);
    if (problem) {
      problems.push({ ...problem, ...(file !== undefined && { file }) });
      continue;
    }
    const parsed = toValue(document);
    const start = document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
    const origin = { ...(file !== undefined && { file }), line: lineAt(start) };
    if (!parsed.ok) {
      problems.push({ severity: 'error', message: parsed.message, ...origin });
    } else if (parsed.value !== null && parsed.value !== undefined) {
      documents.push(
        ...expandList(
          {
            value: parsed.value,
            ...origin,
            ...(cluster !== undefined && { cluster }),
            textIndex,
          },
          index => itemLine(document, index, lineAt) ?? origin.line,
        ),
      );
    }
  }
  return { documents, problems };
}

function problemOf(
  document: Document,
  lineAt: (offset: number) => number,
): AnalysisProblem | undefined {
  const [error] = document.errors;
  if (!error) {
    return undefined;
  }
  const [sentence] = error.message.split('\n');
  return {
    severity: 'error',
    message: `This document is no YAML and was left out: ${sentence.replace(
      / at line \d+, column \d+:?$/,
      '',
    )}.`,
    line: lineAt(error.pos[0]),
  };
}

/** The value of a document; references to anchors can make one too large to expand, which the parser refuses. */
function toValue(
  document: Document,
): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 1000 }) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no reason given';
    return {
      ok: false,
      message: `This document was left out: its anchors cannot be expanded (${why}).`,
    };
  }
}

/** The items of a `List` (what `kubectl get -o yaml` prints), or the document itself. */
function expandList(
  document: SourceDocument,
  lineOf: (index: number) => number | undefined,
): SourceDocument[] {
  const { value } = document;
  if (
    !isRecord(value) ||
    typeof value.kind !== 'string' ||
    !value.kind.endsWith('List') ||
    !Array.isArray(value.items)
  ) {
    return [document];
  }
  const itemKind =
    value.kind === 'List' ? undefined : value.kind.slice(0, -'List'.length);
  return value.items.map((item: unknown, index) => {
    const line = lineOf(index);
    return {
      ...document,
      value:
        itemKind && isRecord(item)
          ? { apiVersion: value.apiVersion, kind: itemKind, ...item }
          : item,
      ...(line !== undefined && { line }),
    };
  });
}

function itemLine(
  document: Document,
  index: number,
  lineAt: (offset: number) => number,
): number | undefined {
  const { contents } = document;
  const items = isMap(contents) ? contents.get('items', true) : undefined;
  const item: unknown = isSeq(items) ? items.items[index] : undefined;
  const range = isMap(item) ? item.range : undefined;
  return range ? lineAt(range[0]) : undefined;
}
