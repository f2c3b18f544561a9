import type { AnalysisProblem } from '@portolan/plugin-traffic-common';
import type { AnalysisText, Origin } from '../AnalysisInput';
import type { Step } from './fieldOffset';
import { LineFinder } from './LineFinder';
import { readJson, sliceJsonItems } from './readJson';
import { readYaml, type ReadDocument } from './readYaml';
import type { Slice } from './sliceDocuments';

/** One document of a text. */
export interface ParsedDocument {
  readonly value: unknown;
  /** The origin of a value inside the document, as of an item of a List; the document's own for no steps. */
  originAt(root: readonly Step[]): Origin;
}

/** The documents of a text; one that is no YAML becomes a problem with its file and line, and the others go on. */
export function parseText({ text, file, line: firstLine = 1 }: AnalysisText): {
  documents: readonly ParsedDocument[];
  problems: readonly AnalysisProblem[];
} {
  const finder = new LineFinder();
  const inFile = file === undefined ? {} : { file };
  const documents: ParsedDocument[] = [];
  const problems: AnalysisProblem[] = [];

  const place = (read: ReadDocument, itemsOf: () => readonly Slice[]) => ({
    value: read.value,
    originAt: (root: readonly Step[]): Origin => {
      const lineOf = (path: string) => {
        const [list, index, ...below] = root;
        const item =
          list === 'items' && typeof index === 'number'
            ? itemsOf()[index]
            : undefined;
        const found = item
          ? finder.find(item, { root: below, path })
          : finder.find(read.slice, { root, path }, read.documentIndex);
        return found === undefined ? undefined : found + firstLine - 1;
      };
      return {
        ...inFile,
        get line() {
          return lineOf('');
        },
        lineOf,
      };
    },
  });

  const json = readJson(text);
  if (json) {
    let items: readonly Slice[] | undefined;
    const itemsOf = () => (items ??= sliceJsonItems(text));
    const slice = { text, line: 1 };
    documents.push(place({ ...json, slice, documentIndex: 0 }, itemsOf));
    return { documents, problems };
  }
  for (const read of readYaml(text)) {
    if ('message' in read) {
      const { message, line } = read;
      problems.push({
        severity: 'error',
        message,
        ...inFile,
        line: line + firstLine - 1,
      });
    } else if (read.value !== null && read.value !== undefined) {
      documents.push(place(read, () => read.items ?? []));
    }
  }
  return { documents, problems };
}
