import { readFlag, readRecord, readText } from '../../snapshot/read';

/** How one path is matched; a prefix is one of the text: `/foo` takes `/foobar` too. */
export interface PathRule {
  readonly type: 'exact' | 'regex' | 'prefix';
  readonly value: string;
  /** As the conditions make it, before anything is done for a replacement. */
  readonly written: string;
  /** Whether the prefix is one with and one without its last slash. */
  readonly isExpanded: boolean;
}

const HEADER_OPERATORS = [
  'present',
  'notpresent',
  'contains',
  'notcontains',
  'exact',
  'notexact',
  'regex',
] as const;
export const QUERY_OPERATORS = [
  'exact',
  'prefix',
  'suffix',
  'regex',
  'contains',
  'present',
] as const;
type Operator =
  | (typeof HEADER_OPERATORS)[number]
  | (typeof QUERY_OPERATORS)[number];

/** One condition on a header (its name in lower case) or query parameter. */
export interface ValueRule {
  readonly name: string;
  /** The name as it is written, by which Contour sorts. */
  readonly written: string;
  readonly operator: Operator;
  readonly value: string;
  readonly ignoreCase: boolean;
  readonly treatMissingAsEmpty: boolean;
}

/** All conditions of one rule: those of the includes on the way, and its own. */
export interface RuleMatch {
  readonly path: PathRule;
  readonly headers: readonly ValueRule[];
  readonly queryParameters: readonly ValueRule[];
}

/**
 * One rule of the conditions from the root down: paths are put one after another, a regular expression anywhere makes the
 * whole one, and otherwise the last condition says whether it is exact (mergePathMatchConditions).
 */
export function mergeConditions(conditions: readonly unknown[]): RuleMatch {
  const paths = conditions.map(pathOf);
  const merged = paths
    .map(path => path?.value ?? '')
    .join('')
    .replace(/\/\/+/g, '/');
  const value = merged || '/';
  const isRegex = paths.some(path => path?.type === 'regex');
  const last = paths.at(-1)?.type === 'exact' ? 'exact' : 'prefix';
  return {
    path: {
      type: isRegex ? 'regex' : last,
      value,
      written: value,
      isExpanded: false,
    },
    headers: conditions.flatMap(readHeader),
    queryParameters: conditions.flatMap(readQueryParameter),
  };
}

/** Equal exactly for rules of which Contour keeps one. */
export function matchKey(match: RuleMatch): string {
  const sorted = (rules: readonly ValueRule[]) =>
    rules.map(rule => JSON.stringify(rule)).sort();
  return JSON.stringify([
    match.path.type,
    match.path.value,
    sorted(match.headers),
    sorted(match.queryParameters),
  ]);
}

export function renderValueRule({ name, operator, value }: ValueRule): string {
  return operator === 'present' || operator === 'notpresent'
    ? `${name} ${operator}`
    : `${name} ${operator} ${value}`;
}

export function pathOf(
  condition: unknown,
): Pick<PathRule, 'type' | 'value'> | undefined {
  return (['prefix', 'exact', 'regex'] as const).flatMap(type => {
    const value = readText(condition, type);
    return value ? [{ type, value }] : [];
  })[0];
}

export function readHeader(condition: unknown): readonly ValueRule[] {
  return readValueRule(readRecord(condition, 'header'), HEADER_OPERATORS).map(
    rule => ({ ...rule, name: rule.name.toLowerCase() }),
  );
}

export function readQueryParameter(condition: unknown): readonly ValueRule[] {
  return readValueRule(
    readRecord(condition, 'queryParameter'),
    QUERY_OPERATORS,
  );
}

function readValueRule(
  condition: unknown,
  operators: readonly Operator[],
): readonly ValueRule[] {
  const name = readText(condition, 'name') ?? '';
  const operator = operators.find(
    each =>
      readFlag(condition, each) === true || Boolean(readText(condition, each)),
  );
  return operator
    ? [
        {
          name,
          written: name,
          operator,
          value: readText(condition, operator) ?? '',
          ignoreCase: readFlag(condition, 'ignoreCase') === true,
          treatMissingAsEmpty:
            readFlag(condition, 'treatMissingAsEmpty') === true,
        },
      ]
    : [];
}
