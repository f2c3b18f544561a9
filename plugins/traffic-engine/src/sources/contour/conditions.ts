import { readFlag, readRecord, readText } from '../../snapshot/read';

/** How one path is matched; a prefix is one of the text: `/foo` takes `/foobar` too. */
export interface PathRule {
  readonly type: 'exact' | 'regex' | 'prefix';
  readonly value: string;
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
const QUERY_OPERATORS = [
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
  const value = paths
    .map(path => path?.value ?? '')
    .join('')
    .replace(/\/\/+/g, '/');
  const isRegex = paths.some(path => path?.type === 'regex');
  const last = paths.at(-1)?.type === 'exact' ? 'exact' : 'prefix';
  return {
    path:
      value === ''
        ? { type: 'prefix', value: '/' }
        : { type: isRegex ? 'regex' : last, value },
    headers: conditions.flatMap(condition =>
      readValueRule(readRecord(condition, 'header'), HEADER_OPERATORS, true),
    ),
    queryParameters: conditions.flatMap(condition =>
      readValueRule(
        readRecord(condition, 'queryParameter'),
        QUERY_OPERATORS,
        false,
      ),
    ),
  };
}

/** Contour's reason for refusing one block of conditions, or null. */
export function faultOf(
  conditions: readonly unknown[],
  place: 'include' | 'route',
): string | null {
  const paths = conditions.flatMap(condition => pathOf(condition) ?? []);
  const isFine =
    paths.length <= 1 &&
    paths.every(({ value }) => value.startsWith('/')) &&
    (place === 'route' || paths.every(({ type }) => type === 'prefix'));
  return isFine ? null : 'PathMatchConditionsNotValid';
}

/** Equal exactly for rules of which Contour keeps one. */
export function matchKey(match: RuleMatch): string {
  const sorted = (rules: readonly ValueRule[]) =>
    rules.map(rule => JSON.stringify(rule)).sort();
  return JSON.stringify([
    match.path,
    sorted(match.headers),
    sorted(match.queryParameters),
  ]);
}

export function renderValueRule({ name, operator, value }: ValueRule): string {
  return operator === 'present' || operator === 'notpresent'
    ? `${name} ${operator}`
    : `${name} ${operator} ${value}`;
}

function pathOf(condition: unknown): PathRule | undefined {
  return (['prefix', 'exact', 'regex'] as const).flatMap(type => {
    const value = readText(condition, type);
    return value ? [{ type, value }] : [];
  })[0];
}

function readValueRule(
  condition: unknown,
  operators: readonly Operator[],
  isHeader: boolean,
): readonly ValueRule[] {
  const name = readText(condition, 'name') ?? '';
  const operator = operators.find(
    each =>
      readFlag(condition, each) === true || Boolean(readText(condition, each)),
  );
  return operator
    ? [
        {
          name: isHeader ? name.toLowerCase() : name,
          operator,
          value: readText(condition, operator) ?? '',
          ignoreCase: readFlag(condition, 'ignoreCase') === true,
          treatMissingAsEmpty:
            readFlag(condition, 'treatMissingAsEmpty') === true,
        },
      ]
    : [];
}
