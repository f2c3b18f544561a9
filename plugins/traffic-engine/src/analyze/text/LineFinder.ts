import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { fieldOffset, type Step } from './fieldOffset';
import type { Slice } from './sliceDocuments';

/**
 * Finds lines in pieces of a text. The tree of a piece is made again when a line is asked for, and only that of the last piece is
 * kept: lines are asked for where something was found, and trees of all pieces would be many times the size of the text.
 */
export class LineFinder {
  private last?: {
    readonly slice: Slice;
    readonly documents: readonly Document[];
    readonly counter: LineCounter;
  };

  /** The line of a field below a root, in one of the documents of a piece. */
  find(
    slice: Slice,
    { root, path }: { readonly root: readonly Step[]; readonly path: string },
    documentIndex = 0,
  ): number | undefined {
    const { documents, counter } = this.treeOf(slice);
    const document = documents[documentIndex];
    const offset = document && fieldOffset(document, root, path);
    return offset === undefined
      ? undefined
      : counter.linePos(offset).line + slice.line - 1;
  }

  private treeOf(slice: Slice) {
    if (this.last?.slice !== slice) {
      const counter = new LineCounter();
      const documents = parseAllDocuments(slice.text, {
        lineCounter: counter,
        logLevel: 'silent',
      });
      this.last = { slice, documents: [...documents], counter };
    }
    return this.last;
  }
}
