import type { ParsedRule, Rule } from '../rule/Rule';
import type { Router } from './Router';

/** Below every length: the rule for all server names is asked last, unless it has a priority of its own. */
const CATCH_ALL_PRIORITY = -1;
const DOUBLE_WILDCARD = '**.';
const ENCODER = new TextEncoder();

/**
 * The priority of a router: that which it is given, else the length of its rule in bytes, where the stars of `**.` hosts do not
 * count. 0 counts as not given.
 */
export function priorityOf(options: {
  protocol: Router['protocol'];
  text: string;
  rule: ParsedRule | null;
  given: number;
}): number {
  const { protocol, text, rule, given } = options;
  if (given !== 0) {
    return given;
  }
  if (protocol === 'tcp' && rule?.ok && isCatchAll(rule.rule)) {
    return CATCH_ALL_PRIORITY;
  }
  const penalty =
    protocol === 'http' && rule?.ok
      ? 2 * countDoubleWildcards(rule.rule, false)
      : 0;
  return lengthInBytes(text) - penalty;
}

function lengthInBytes(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) {
      return ENCODER.encode(text).length;
    }
  }
  return text.length;
}

/** ``HostSNI(`*`)`` and nothing else. */
export function isCatchAll(rule: Rule): boolean {
  return (
    rule.kind === 'match' &&
    rule.matcher === 'HostSNI' &&
    rule.values[0] === '*'
  );
}

function countDoubleWildcards(rule: Rule, negated: boolean): number {
  switch (rule.kind) {
    case 'match':
      return !negated &&
        rule.matcher === 'Host' &&
        rule.values[0].startsWith(DOUBLE_WILDCARD)
        ? 1
        : 0;
    case 'not':
      return countDoubleWildcards(rule.rule, !negated);
    default:
      return (
        countDoubleWildcards(rule.left, negated) +
        countDoubleWildcards(rule.right, negated)
      );
  }
}
