const MAX_PATTERN_CHARS = 200;
const MAX_TEXT_CHARS = 2_000;
const MAX_REPETITIONS = 3;

/** What RE2 and ECMAScript read alike: plain characters, classes, groups, choices and the usual escapes. */
const COMMON =
  /^(?:[\w\s/.,:;=@%&#!~'"<>|$^()[\]*+?-]|\\[./\-dDwW+*?()|^$[\]])*$/;
const REPEATED_GROUP = /[*+|}?][^()]*\)[*+{]|\)\)[*+{]/;
const ONLY_IN_ONE = /\(\?|\[\[:|\[\^?\]|[*+?][+*]/;

/**
 * Whether an expression of Envoy takes the whole text; `not-known` where RE2 may read it otherwise than ECMAScript, or where
 * a matcher that backtracks may take long.
 */
export function testWhole(
  pattern: string,
  text: string,
): boolean | 'not-known' {
  const isCommon =
    pattern.length <= MAX_PATTERN_CHARS &&
    text.length <= MAX_TEXT_CHARS &&
    COMMON.test(pattern) &&
    !REPEATED_GROUP.test(pattern) &&
    !ONLY_IN_ONE.test(pattern) &&
    (pattern.match(/[*+]/g) ?? []).length <= MAX_REPETITIONS;
  if (!isCommon) {
    return 'not-known';
  }
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return 'not-known';
  }
}

/** What only RE2 reads, or reads where ECMAScript does not: flags, names of groups, quotes, and ends of a text that repeat. */
const ONLY_RE2 = /\(\?|\\[QE]|[\^$][*+?{]/;

/** Whether RE2 cannot read an expression; of one that it may read, or that nobody can tell here, false. */
export function isNoExpression(pattern: string): boolean {
  if (pattern.length > MAX_PATTERN_CHARS || ONLY_RE2.test(pattern)) {
    return false;
  }
  try {
    return new RegExp(pattern).source === '';
  } catch {
    return true;
  }
}
