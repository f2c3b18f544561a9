/** A pattern that was understood and can be asked, that Go refuses, or that is not asked here. */
export type GoRegexp =
  | { readonly state: 'known'; test(text: string): boolean }
  | { readonly state: 'not-known' };

/** What the two languages read differently, or what only one of them has. */
const DIFFERENT =
  /\\[ABbCGKNPpQEXZzk0-9]|\(\?(?![:P]|i\))|\[\[:|\[\^?\]|&&|\*\*|\+\+|\?\+|\{,/;
/** A repetition of something that repeats or chooses inside may take for ever in a matcher that backtracks; Go's does not. */
const REPEATED_GROUP = /[*+|}][^()]*\)[*+{]|\)\)[*+{]/;
const MAX_CHARS = 500;
const MAX_TEXT_CHARS = 2_000;

/**
 * A regular expression as Traefik has it (Go's RE2, unanchored), for those in which RE2 and ECMAScript agree and which cannot
 * take long; of any other the answer is that it is not known.
 */
export function readGoRegexp(pattern: string): GoRegexp {
  const ignoresCase = pattern.startsWith('(?i)');
  const body = (ignoresCase ? pattern.slice('(?i)'.length) : pattern).replace(
    /\(\?P</g,
    '(?<',
  );
  if (
    body.length > MAX_CHARS ||
    DIFFERENT.test(body.replace(/\(\?<[A-Za-z]\w*>/g, '(')) ||
    REPEATED_GROUP.test(body)
  ) {
    return { state: 'not-known' };
  }
  try {
    const regexp = new RegExp(body, ignoresCase ? 'i' : '');
    return {
      state: 'known',
      test: text => text.length <= MAX_TEXT_CHARS && regexp.test(text),
    };
  } catch {
    return { state: 'not-known' };
  }
}
