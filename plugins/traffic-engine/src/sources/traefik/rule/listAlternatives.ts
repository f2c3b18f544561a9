import type { MatcherCall, Rule } from './Rule';

/** A matcher that must hold, or must not. */
export interface Condition extends MatcherCall {
  readonly negated: boolean;
}

export interface Alternatives {
  /** Each is a list of conditions that must all hold; one list that holds is enough. */
  readonly alternatives: readonly (readonly Condition[])[];
  /** There are more than are listed. */
  readonly isCut: boolean;
}

/** More alternatives of one rule than anybody reads. */
const MAX_ALTERNATIVES = 64;

/** The disjunctive normal form of a rule, in its own order; cut at a size, because it may grow as two to the power of the rule. */
export function listAlternatives(rule: Rule): Alternatives {
  return expand(rule, false);
}

function expand(rule: Rule, negated: boolean): Alternatives {
  if (rule.kind === 'match') {
    return { alternatives: [[{ ...rule, negated }]], isCut: false };
  }
  if (rule.kind === 'not') {
    return expand(rule.rule, !negated);
  }
  const left = expand(rule.left, negated);
  const right = expand(rule.right, negated);
  // Not (a and b) is: not a, or not b.
  const isEither = (rule.kind === 'or') !== negated;
  const all = isEither
    ? [...left.alternatives, ...right.alternatives]
    : left.alternatives.flatMap(first =>
        right.alternatives.map(second => [...first, ...second]),
      );
  return {
    alternatives: all.slice(0, MAX_ALTERNATIVES),
    isCut: left.isCut || right.isCut || all.length > MAX_ALTERNATIVES,
  };
}
