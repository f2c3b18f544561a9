import { visit } from 'jsonc-parser';
import { countLines, type Slice } from './sliceDocuments';

/** The value of a text that is JSON as a whole; undefined for every other text, a broken one included. */
export function readJson(
  text: string,
): { readonly value: unknown } | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Where the members of the top-level `items` of a JSON text stand, each as a text of its own. */
export function sliceJsonItems(text: string): readonly Slice[] {
  const slices: Slice[] = [];
  let depth = 0;
  let start = 0;
  let counted = 0;
  let line = 1;
  let isInItems = false;
  const keep = (from: number, to: number) => {
    if (depth === 2 && isInItems) {
      line += countLines(text.slice(counted, from));
      counted = from;
      slices.push({ text: text.slice(from, to), line });
    }
  };
  const open = (offset: number) => {
    depth += 1;
    if (depth === 3) {
      start = offset;
    }
  };
  const close = (offset: number) => {
    depth -= 1;
    keep(start, offset + 1);
  };
  visit(text, {
    onObjectProperty: property => {
      if (depth === 1) {
        isInItems = property === 'items';
      }
    },
    onObjectBegin: open,
    onArrayBegin: open,
    onObjectEnd: close,
    onArrayEnd: close,
    onLiteralValue: (_value, offset, length) => keep(offset, offset + length),
  });
  return slices;
}
