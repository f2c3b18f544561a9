import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { AnalysisText, Origin } from './AnalysisInput';
import { fieldOffset } from './fieldOffset';

/** One document of a text, with the lines of its fields. */
export interface ParsedDocument extends Origin {
  readonly value: unknown;
  /** The origin of a value inside the document, as of an item of a List. */
  originAt(root: readonly (string | number)[]): Origin;
}

/** The documents of a text; one that is no YAML becomes a problem with its file and line, and the others go on. */
export function parseText(input: AnalysisText): {
  documents: readonly ParsedDocument[];
  problems: readonly AnalysisProblem[];
} {
  const { text, line: firstLine = 1 } = input;
  const file = input.file === undefined ? {} : { file: input.file };
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) =>
    lineCounter.linePos(offset).line + firstLine - 1;
  const documents: ParsedDocument[] = [];
  const problems: AnalysisProblem[] = [];
  for (const document of parseAllDocuments(text, {
    lineCounter,
    merge: true,
    // A template that was not rendered would be warned of on stderr; that it is no object is said as a problem.
    logLevel: 'error',
  })) {
    const parsed = valueOf(document);
    if (!parsed.ok) {
      const { message, offset } = parsed;
      problems.push({
        severity: 'error',
        message,
        ...file,
        line: lineAt(offset),
      });
    } else if (parsed.value !== null && parsed.value !== undefined) {
      const originAt = (root: readonly (string | number)[]): Origin => {
        const lineOf = (path: string) => {
          const offset = fieldOffset(document, root, path);
          return offset === undefined ? undefined : lineAt(offset);
        };
        return { ...file, line: lineOf(''), lineOf };
      };
      documents.push({ value: parsed.value, ...originAt([]), originAt });
    }
  }
  return { documents, problems };
}

/** The value of a document, or a sentence and where it went wrong. */
function valueOf(
  document: Document,
):
  | { ok: true; value: unknown }
  | { ok: false; message: string; offset: number } {
  const [error] = document.errors;
  if (error) {
    const [sentence] = error.message.split('\n');
    return {
      ok: false,
      message: `This document is no YAML and was left out: ${sentence.replace(
        / at line \d+, column \d+:?$/,
        '',
      )}.`,
      offset: error.pos[0],
    };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 1000 }) };
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : 'no reason given';
    return {
      ok: false,
      message: `This document was left out, because its anchors cannot be expanded: ${why}.`,
      offset: document.range?.[0] ?? 0,
    };
  }
}
