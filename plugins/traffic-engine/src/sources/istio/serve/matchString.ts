import type { StringMatch } from '../../../istio/facts/stringMatch';

/** Whether a value satisfies a condition; a pattern that is not asked here is `not-known`. */
export type Answer = 'yes' | 'no' | 'not-known';

/** What RE2 and ECMAScript read differently, or what only one of them has. */
const NOT_THE_SAME =
  /\\[ABbCGKNPpQEXZzk0-9]|\(\?(?!:)|\[\[:|\[\^?\]|&&|\*\*|\+\+|\?\+|\{,/;
/** A repetition of what repeats or chooses inside, or many in a row, may take for ever in a matcher that backtracks. */
const REPEATED_GROUP = /[*+|}][^()]*\)[*+{]|\)\)[*+{]/;
const MAX_UNBOUNDED = 3;
const MAX_CHARS = 1_000;

/** Envoy's StringMatcher: regular expressions (RE2) must match ALL of the value. */
export function matchString(match: StringMatch, value: string): Answer {
  switch (match.type) {
    case 'exact':
      return toAnswer(match.value === value);
    case 'prefix':
      return toAnswer(value.startsWith(match.value));
    case 'regex':
      return matchRegex(match.value, value);
    default:
      return 'yes';
  }
}

export function toAnswer(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}

/** All must hold: one `no` decides. */
export function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) {
    return 'no';
  }
  return answers.includes('not-known') ? 'not-known' : 'yes';
}

/** One is enough: one `yes` decides. */
export function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) {
    return 'yes';
  }
  return answers.includes('not-known') ? 'not-known' : 'no';
}

export function notOf(answer: Answer): Answer {
  if (answer === 'not-known') {
    return answer;
  }
  return answer === 'yes' ? 'no' : 'yes';
}

function matchRegex(pattern: string, value: string): Answer {
  const unbounded = pattern.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (
    pattern.length > MAX_CHARS ||
    value.length > MAX_CHARS ||
    unbounded > MAX_UNBOUNDED ||
    NOT_THE_SAME.test(pattern) ||
    REPEATED_GROUP.test(pattern)
  ) {
    return 'not-known';
  }
  try {
    return toAnswer(new RegExp(`^(?:${pattern})$`).test(value));
  } catch {
    return 'not-known';
  }
}
