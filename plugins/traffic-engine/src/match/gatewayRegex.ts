import type { PathAnswer } from './gatewayPath';

/**
 * How an implementation asks a regular expression, which the Gateway API leaves to it: `full` (RE2, all of the value has to
 * match, as Envoy does), or `not-known`, where an answer is only given if it is the same however an expression is anchored.
 */
export type RegexReading = 'full' | 'not-known';

/** What RE2, PCRE and ECMAScript read differently, or what only one of them has. */
const NOT_THE_SAME =
  /\\[ABCGKNPpQEXZzkhHRux0-9]|\(\?(?!:|P?<[A-Za-z]\w*>)|\[\[:|\[\^?\]|&&|\*\*|[*+?}]\+|\{,/;
/** A repetition of what repeats or chooses inside, or many in a row, may take for ever in a matcher that backtracks. */
const REPEATED_GROUP = /[*+|}][^()]*\)[*+{]|\)\)[*+{]/;
const MAX_UNBOUNDED = 3;
const MAX_CHARS = 1_000;

/**
 * Whether a value satisfies a regular expression (type RegularExpression of path, header and query matches). `uncertain`
 * where dialects differ about the pattern, or where asking it could take long: nobody may stop this process with a route.
 */
export function matchGatewayRegex(
  pattern: string,
  value: string,
  reading: RegexReading,
): PathAnswer {
  const ignoresCase = pattern.startsWith('(?i)');
  const body = ignoresCase ? pattern.slice('(?i)'.length) : pattern;
  const regexes = compileGatewayRegex(body, ignoresCase ? 'i' : '');
  if (!regexes || value.length > regexes.maxChars) {
    return 'uncertain';
  }
  if (regexes.full.test(value)) {
    return 'yes';
  }
  return reading === 'not-known' && regexes.anywhere.test(value)
    ? 'uncertain'
    : 'no';
}

/** A pattern in the two ways it can be asked, for texts of so many characters at most; undefined where it is not asked here. */
export function compileGatewayRegex(
  pattern: string,
  flags: string,
): { full: RegExp; anywhere: RegExp; maxChars: number } | undefined {
  const unbounded = pattern.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (
    pattern.length > MAX_CHARS ||
    unbounded > MAX_UNBOUNDED ||
    NOT_THE_SAME.test(pattern) ||
    REPEATED_GROUP.test(pattern)
  ) {
    return undefined;
  }
  const named = pattern.replace(/\(\?P</g, '(?<');
  try {
    return {
      full: new RegExp(`^(?:${named})$`, flags),
      anywhere: new RegExp(named, flags),
      maxChars: MAX_CHARS,
    };
  } catch {
    return undefined;
  }
}
