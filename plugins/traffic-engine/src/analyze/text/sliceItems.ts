import { countLines, type Slice } from './sliceDocuments';

/** A document of which the items of its top-level `items` were cut out. */
export interface SlicedList {
  /** The document without them. */
  readonly rest: string;
  readonly items: readonly Slice[];
}

/**
 * Cuts the items out of a List as kubectl prints it: `items:` at the start of a line and a block sequence under it. The content of an
 * item stands deeper than its dash (YAML 1.2.2, 8.2.1), so a dash at that depth starts the next one. Undefined where the document
 * has another form; whether the pieces can be read alone is for who reads them.
 */
export function sliceItems(document: string): SlicedList | undefined {
  const head = /^items:[ \t]*\r?\n(?=( *)- )/m.exec(document);
  if (!head) {
    return undefined;
  }
  const [, depth] = head;
  const start = head.index + head[0].length;
  const body = document.slice(start);
  const end = new RegExp(
    `^ {0,${depth.length}}(?![ \\r\\n#]|- |-\\r?$)[^ ]`,
    'm',
  ).exec(body)?.index;
  const sequence = body.slice(0, end);
  const dashes = [
    ...sequence.matchAll(new RegExp(`^ {${depth.length}}-(?= |\\r?$)`, 'gm')),
  ].map(({ index }) => index);
  let line = countLines(document.slice(0, start)) + 1;
  const items = dashes.map((from, index): Slice => {
    const text = sequence.slice(from, dashes[index + 1]);
    const slice = { text: text.replace('-', ' '), line };
    line += countLines(text);
    return slice;
  });
  return {
    rest: document.slice(0, head.index) + body.slice(sequence.length),
    items,
  };
}
