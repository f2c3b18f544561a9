/** One part of a query: calls per second of one metric, added up or counted by labels. */
export interface QueryPart {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  readonly by: readonly string[];
  readonly fold: 'sum' | 'count';
  /** What `label_replace` with an empty pattern adds. */
  readonly added: Readonly<Record<string, string>>;
  /** What comes to no more than zero is left out. */
  readonly isAboveZero: boolean;
}

/** One matcher of a selector, as Prometheus reads it: an absent label is an empty one, and a pattern is about the whole value. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** The query is outside the few forms that are understood; the message is a sentence. */
export class QueryError extends Error {
  readonly name = 'QueryError';
}

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const FOLD =
  /^(sum|count) by \(([^)]*)\) \(rate\(([a-zA-Z_:][\w:]*)\{(.*)\}\[\d+[smhd]\]\)\)$/s;
const ADDED = new RegExp(
  `^label_replace\\((.*), (${STRING}), (${STRING}), "", ""\\)$`,
  's',
);
const TWO_WINDOWS = new RegExp(
  `^\\((.*)\\) or label_replace\\(\\((.*)\\) > 0, (${STRING}), (${STRING}), "", ""\\)$`,
  's',
);
const MATCHER = new RegExp(
  `^\\s*([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*(${STRING})\\s*(?:,|$)`,
);

/**
 * Reads `sum by (…) (rate(metric{…}[…]))`, the same with `count`, either within `label_replace(…, "label", "value", "", "")`,
 * and several of these joined by `or`; and `(…) or label_replace((…) > 0, "label", "value", "", "")` of two such.
 *
 * @throws QueryError for any other query
 */
export function parseQuery(query: string): QueryPart[] {
  const [, first, second, label, value] = TWO_WINDOWS.exec(query.trim()) ?? [];
  if (first === undefined) {
    return query.trim().split(' or ').map(parsePart);
  }
  return [
    ...parseQuery(first),
    ...parseQuery(second).map(part => ({
      ...part,
      added: { ...part.added, [unquote(label)]: unquote(value) },
      isAboveZero: true,
    })),
  ];
}

function parsePart(text: string): QueryPart {
  const [, inner, label, value] = ADDED.exec(text.trim()) ?? [];
  const [, fold, by, metric, matchers] =
    FOLD.exec((inner ?? text).trim()) ?? [];
  if (metric === undefined) {
    throw new QueryError(
      `This stand-in understands "sum by (labels) (rate(metric{matchers}[window]))" and its kin, and not: ${text.trim()}`,
    );
  }
  return {
    metric,
    matchers: parseMatchers(matchers),
    by: by.split(',').map(name => name.trim()),
    fold: fold === 'count' ? 'count' : 'sum',
    added: label ? { [unquote(label)]: unquote(value) } : {},
    isAboveZero: false,
  };
}

function parseMatchers(text: string): LabelMatcher[] {
  const matchers: LabelMatcher[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const [whole, label, operator, value] = MATCHER.exec(rest) ?? [];
    if (whole === undefined || !isOperator(operator)) {
      throw new QueryError(`These label matchers cannot be read: {${text}}`);
    }
    matchers.push({ label, operator, value: unquote(value) });
    rest = rest.slice(whole.length);
  }
  return matchers;
}

function isOperator(text: string): text is LabelMatcher['operator'] {
  return ['=', '!=', '=~', '!~'].includes(text);
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}
