import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { sliceDocuments, type Slice } from './sliceDocuments';
import { sliceItems } from './sliceItems';

/** A document that was read, and in which pieces of the text it stands. */
export interface ReadDocument {
  readonly value: unknown;
  readonly slice: Slice;
  /** Which document of the piece it is. */
  readonly documentIndex: number;
  /** Pieces of their own for the items of a List. */
  readonly items?: readonly Slice[];
}

/** A document that is no YAML, with a sentence and its line. */
export interface UnreadDocument {
  readonly message: string;
  readonly line: number;
}

/** The documents of a YAML text, one after the other. */
export function* readYaml(
  text: string,
): Generator<ReadDocument | UnreadDocument> {
  for (const slice of sliceDocuments(text)) {
    const list = readList(slice);
    if (list) {
      yield list;
    } else {
      yield* readSlice(slice);
    }
  }
}

function* readSlice(slice: Slice): Generator<ReadDocument | UnreadDocument> {
  const counter = new LineCounter();
  const documents = parse(slice.text, counter);
  for (const [documentIndex, document] of documents.entries()) {
    const read = valueOf(document);
    yield read.ok
      ? { value: read.value, slice, documentIndex }
      : {
          message: read.message,
          line: counter.linePos(read.offset).line + slice.line - 1,
        };
  }
}

/**
 * A List with its items read one by one. Undefined where that cannot be: another form, an alias of an anchor in another item, a
 * mistake; then the document is read whole, which says what is wrong with it.
 */
function readList(slice: Slice): ReadDocument | undefined {
  const pieces = sliceItems(slice.text);
  const rest = pieces && readOne(pieces.rest);
  if (
    !rest ||
    typeof rest.value !== 'object' ||
    rest.value === null ||
    Array.isArray(rest.value) ||
    'items' in rest.value
  ) {
    return undefined;
  }
  const items: unknown[] = [];
  const slices = pieces.items.map(item => ({
    ...item,
    line: item.line + slice.line - 1,
  }));
  for (const { text } of slices) {
    const item = readOne(text);
    if (!item) {
      return undefined;
    }
    items.push(item.value);
  }
  return {
    value: { ...rest.value, items },
    slice,
    documentIndex: 0,
    items: slices,
  };
}

/** The value of a text of one sound document. */
function readOne(text: string): { readonly value: unknown } | undefined {
  const [document, ...others] = parse(text);
  const read = document && valueOf(document);
  return read?.ok && others.length === 0 ? { value: read.value } : undefined;
}

function parse(text: string, lineCounter?: LineCounter): readonly Document[] {
  return [
    ...parseAllDocuments(text, {
      lineCounter,
      merge: true,
      // A template that was not rendered would be warned of on stderr; that it is no object is said as a problem.
      logLevel: 'error',
    }),
  ];
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
