import type { StringMatch } from '../../../istio/facts/stringMatch';
import { compileRe2 } from '../../../match/re2';

/** Whether a value satisfies a condition; a pattern that RE2 refuses is `not-known`. */
export type Answer = 'yes' | 'no' | 'not-known';

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
  const regex = compileRe2(pattern);
  return regex.ok ? toAnswer(regex.matchesAll(value)) : 'not-known';
}
