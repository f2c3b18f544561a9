import type { PathAnswer } from './gatewayPath';
import { compileRe2 } from './re2';

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
 * where RE2 refuses the pattern, or, for implementations whose reading is not known, where dialects differ about it or asking
 * it could take long: nobody may stop this process with a route.
 */
export function matchGatewayRegex(
  pattern: string,
  value: string,
  reading: RegexReading,
): PathAnswer {
  if (reading === 'full') {
    const regex = compileRe2(pattern);
    if (!regex.ok) {
      return 'uncertain';
    }
    return regex.matchesAll(value) ? 'yes' : 'no';
  }
  const ignoresCase = pattern.startsWith('(?i)');
  const body = ignoresCase ? pattern.slice('(?i)'.length) : pattern;
  const regexes = compileForAll(body, ignoresCase ? 'i' : '');
  if (!regexes || value.length > MAX_CHARS) {
    return 'uncertain';
  }
  if (regexes.full.test(value)) {
    return 'yes';
  }
  return regexes.anywhere.test(value) ? 'uncertain' : 'no';
}

/** A pattern that all dialects read alike in the two ways it can be asked; undefined for others. */
function compileForAll(
  pattern: string,
  flags: string,
): { full: RegExp; anywhere: RegExp } | undefined {
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
    };
  } catch {
    return undefined;
  }
}
