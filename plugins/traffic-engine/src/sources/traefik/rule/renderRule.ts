import type { MatcherCall, Rule } from './Rule';

const RANK = { or: 0, and: 1, not: 2, match: 2 } as const;

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
};

/** The text of a rule, with the parentheses that it needs alone: parsing it gives the same rule again. */
export function renderRule(rule: Rule): string {
  switch (rule.kind) {
    case 'match':
      return renderMatcher(rule);
    case 'not':
      return `!${renderInside(rule.rule, RANK.not)}`;
    default: {
      const rank = RANK[rule.kind];
      const operator = rule.kind === 'and' ? '&&' : '||';
      // Both operators bind to the left, so an equal one on the right needs its parentheses.
      return `${renderInside(rule.left, rank)} ${operator} ${renderInside(
        rule.right,
        rank + 1,
      )}`;
    }
  }
}

/** One matcher: ``Header(`X-Kind`, `cart`)``. */
export function renderMatcher({
  matcher,
  values,
}: Pick<MatcherCall, 'matcher' | 'values'>): string {
  return `${matcher}(${values.map(renderText).join(', ')})`;
}

function renderInside(rule: Rule, rank: number): string {
  const text = renderRule(rule);
  return RANK[rule.kind] < rank ? `(${text})` : text;
}

/** Raw where that is possible: a raw string can hold neither a backtick nor a carriage return. */
function renderText(value: string): string {
  return /[`\r]/.test(value)
    ? `"${value.replace(/["\\\n\r]/g, char => ESCAPED[char])}"`
    : `\`${value}\``;
}
