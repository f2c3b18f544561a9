/** A piece of a text that can be read by itself. */
export interface Slice {
  readonly text: string;
  /** The line of the whole text, from 1, on which the piece begins. */
  readonly line: number;
}

/**
 * The documents of a YAML text, each to be read alone, so that the tree of one document is gone before the next is read: a dump of
 * a cluster would not fit into memory otherwise. `---` at the start of a line is nothing but the start of a document (YAML 1.2.2,
 * 9.1.2, c-forbidden). A text with directives, which hold for what follows them, stays whole.
 */
export function sliceDocuments(text: string): readonly Slice[] {
  if (/^%/m.test(text)) {
    return [{ text, line: 1 }];
  }
  const slices: Slice[] = [];
  let start = 0;
  let line = 1;
  const cut = (end: number) => {
    const piece = text.slice(start, end);
    slices.push({ text: piece, line });
    line += countLines(piece);
    start = end;
  };
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) {
    if (index > start) {
      cut(index);
    }
  }
  cut(text.length);
  return slices;
}

/** How many line ends a text has. */
export function countLines(text: string): number {
  let lines = 0;
  for (
    let at = text.indexOf('\n');
    at !== -1;
    at = text.indexOf('\n', at + 1)
  ) {
    lines += 1;
  }
  return lines;
}
