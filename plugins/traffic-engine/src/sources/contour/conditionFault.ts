import { isRecord, readFlag, readList, readText } from '../../snapshot/read';
import {
  pathOf,
  QUERY_OPERATORS,
  readHeader,
  readQueryParameter,
  type ValueRule,
} from './conditions';
import { isNoExpression } from './testWhole';

/**
 * Contour's reason for refusing conditions, or null. Paths are looked at in the `block` alone, headers and query parameters in
 * `all` that lead to it (headerMatchConditionsValid, queryParameterMatchConditionsValid of its dag).
 */
export function conditionFault(
  place: 'include' | 'route',
  block: readonly unknown[],
  all: readonly unknown[],
): string | null {
  const paths = block.flatMap(condition => pathOf(condition) ?? []);
  const hasFinePath =
    paths.length <= 1 &&
    paths.every(
      ({ type, value }) =>
        value.startsWith('/') && !(type === 'regex' && isNoExpression(value)),
    ) &&
    (place === 'route' || paths.every(({ type }) => type === 'prefix'));
  if (!hasFinePath) {
    return 'PathMatchConditionsNotValid';
  }
  const headers = all.flatMap(readHeader);
  if (hasContradiction(headers) || headers.some(isNoPattern)) {
    return 'HeaderMatchConditionsNotValid';
  }
  return all.every(isFineQuery) &&
    !hasTwoExactQueries(all) &&
    !all.flatMap(readQueryParameter).some(isNoPattern)
    ? null
    : 'QueryParameterMatchConditionsNotValid';
}

/** Two exact values of one header, or a condition and its contrary of the same value. */
function hasContradiction(headers: readonly ValueRule[]): boolean {
  return headers.some((header, index) =>
    headers
      .slice(0, index)
      .some(
        earlier =>
          earlier.name === header.name &&
          ((earlier.operator === 'exact' && header.operator === 'exact') ||
            isContrary(earlier, header)),
      ),
  );
}

function isContrary(a: ValueRule, b: ValueRule): boolean {
  const isOpposite =
    a.operator === `not${b.operator}` || b.operator === `not${a.operator}`;
  // Contour looks for the contrary without the flags, so that one with a flag is not found.
  const isPlain = !a.ignoreCase && !a.treatMissingAsEmpty;
  return isOpposite && isPlain && a.value === b.value;
}

function isNoPattern({ operator, value }: ValueRule): boolean {
  return operator === 'regex' && isNoExpression(value);
}

/** Exactly one operator. */
function isFineQuery(condition: unknown): boolean {
  const query = isRecord(condition) ? condition.queryParameter : undefined;
  return (
    !isRecord(query) ||
    QUERY_OPERATORS.filter(
      operator =>
        Boolean(readText(query, operator)) ||
        readFlag(query, operator) === true,
    ).length === 1
  );
}

function hasTwoExactQueries(all: readonly unknown[]): boolean {
  const names = all.flatMap(condition => {
    const query = isRecord(condition) ? condition.queryParameter : undefined;
    return readText(query, 'exact')
      ? [(readText(query, 'name') ?? '').toLowerCase()]
      : [];
  });
  return new Set(names).size < names.length;
}

/** Contour's reason for refusing the replacements of a route, or null (prefixReplacementsAreValid). */
export function replacementFault(
  route: unknown,
  isPrefix: boolean,
): string | null {
  const policy = isRecord(route) ? route.pathRewritePolicy : undefined;
  const prefixes = readList(policy, 'replacePrefix').map(
    item => readText(item, 'prefix') ?? '',
  );
  if (prefixes.length > 0 && !isPrefix) {
    return 'MustHavePrefix';
  }
  const again = prefixes.find(
    (prefix, index) => prefixes.indexOf(prefix) < index,
  );
  if (again === undefined) {
    return null;
  }
  return again === '' ? 'AmbiguousReplacement' : 'DuplicateReplacement';
}
