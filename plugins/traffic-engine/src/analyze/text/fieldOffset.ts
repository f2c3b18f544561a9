import { isMap, isPair, isSeq, type Document } from 'yaml';

/** A key or an index on the way to a field. */
export type Step = string | number;

/**
 * The offset in a document at which a field stands, for `spec.rules[0].host` below a root; the nearest field above it that
 * is there, when it is not.
 */
export function fieldOffset(
  document: Document,
  root: readonly Step[],
  path: string,
): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of [...root, ...stepsOf(path)]) {
    const next = childOf(node, step);
    if (!next) {
      return offset;
    }
    node = next.value;
    offset = next.offset ?? offset;
  }
  return offset;
}

function childOf(
  node: unknown,
  step: Step,
): { value: unknown; offset: number | undefined } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined
      ? undefined
      : { value: item, offset: startOf(item) };
  }
  if (isMap(node)) {
    const pair = node.items.find(
      item => isPair(item) && keyText(item.key) === String(step),
    );
    return pair && { value: pair.value, offset: startOf(pair.key) };
  }
  return undefined;
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key
    ? String(key.value)
    : String(key);
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) {
    return undefined;
  }
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number'
    ? range[0]
    : undefined;
}

/** `spec.rules[0].host` and `metadata.annotations['a.b/c']` as keys and indexes. */
function stepsOf(path: string): readonly Step[] {
  return [...path.matchAll(/\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, key]) =>
      index === undefined ? quoted ?? key : Number(index),
  );
}
