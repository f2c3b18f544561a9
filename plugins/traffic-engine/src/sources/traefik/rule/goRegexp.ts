/** A pattern that was understood and can be asked, that Go refuses, or that is not asked here. */
export type GoRegexp =
  | {
      readonly state: 'known';
      test(text: string): boolean;
      /** The first match; undefined for none. */
      find(text: string): string | undefined;
      /** All matches replaced, where `$1`, `$name` and `${name}` stand for groups (Go's ReplaceAllString). */
      replaceAll(text: string, replacement: string): string;
    }
  | { readonly state: 'not-known' }
  | { readonly state: 'refused' };

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
    const flags = ignoresCase ? 'i' : '';
    const regexp = new RegExp(body, flags);
    const everywhere = new RegExp(body, `${flags}g`);
    const isShort = (text: string) => text.length <= MAX_TEXT_CHARS;
    return {
      state: 'known',
      test: text => isShort(text) && regexp.test(text),
      find: text => (isShort(text) ? regexp.exec(text)?.[0] : undefined),
      replaceAll: (text, replacement) =>
        isShort(text)
          ? [...text.matchAll(everywhere)].reduceRight(
              (replaced, match) =>
                replaced.slice(0, match.index) +
                expand(replacement, match) +
                replaced.slice(match.index + match[0].length),
              text,
            )
          : text,
    };
  } catch {
    // Of what both read alike, neither reads what has no end or nothing to repeat; Go repeats the ends of a text.
    return { state: /[\^$][*+?{]/.test(body) ? 'not-known' : 'refused' };
  }
}

/** A name is as long as it can be: `$1x` is the group `1x`, which no pattern has, and so is nothing. */
function expand(replacement: string, match: RegExpMatchArray): string {
  return replacement.replace(
    /\$(?:\$|(\w+)|\{(\w+)\})/g,
    (_, plain?: string, braced?: string) => {
      const name = plain ?? braced;
      if (name === undefined) {
        return '$';
      }
      return (
        (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? ''
      );
    },
  );
}
