import type { CutValue } from '../../snapshot/ObjectFacts';

/** So much of one value is searched, and so much of one object: a ConfigMap may hold megabytes of what is no setting. */
const MAX_VALUE_CHARS = 64 * 1024;
const MAX_OBJECT_CHARS = 256 * 1024;

/** How much of an object's values has been searched, and what had to be left out. */
export class SearchBudget {
  #left = MAX_OBJECT_CHARS;
  readonly cut: CutValue[] = [];

  /** The part of a value that is searched; what is left out is noted. */
  take(value: string, path: string): string {
    const allowed = Math.min(MAX_VALUE_CHARS, this.#left);
    if (value.length <= allowed) {
      this.#left -= value.length;
      return value;
    }
    const head = untilWhole(value.slice(0, allowed));
    this.#left -= allowed;
    this.cut.push({ path, searchedChars: head.length });
    return head;
  }
}

/** Without what may have been cut in two: half of a URL could take a user's name for its host. */
function untilWhole(head: string): string {
  const lineEnd = head.lastIndexOf('\n');
  return head.slice(
    0,
    lineEnd >= 0 ? lineEnd : Math.max(0, head.indexOf('://')),
  );
}
