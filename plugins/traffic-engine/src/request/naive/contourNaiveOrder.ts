import { textsOf, type Line, type NaiveValue } from './contourNaiveLines';

/** Whether Contour keeps only the later of two routes. */
export function isSame(a: Line, b: Line): boolean {
  return (
    a.path === b.path &&
    a.isExact === b.isExact &&
    a.isOneLabel === b.isOneLabel &&
    textsOf(a.conditions).join() === textsOf(b.conditions).join()
  );
}

/** Whether Contour's sorter puts one route before another. */
export function isLess(a: Line, b: Line): boolean {
  if (a.isExact !== b.isExact) {
    return a.isExact;
  }
  if (a.path.length !== b.path.length) {
    return a.path.length > b.path.length;
  }
  if (a.path !== b.path) {
    return a.path > b.path;
  }
  const methods = (line: Line) =>
    line.conditions.filter(({ header }) => header?.name === ':method').length;
  if (methods(a) > 0 !== methods(b) > 0) {
    return methods(a) > 0;
  }
  const headers = (line: Line) =>
    line.conditions
      .flatMap(({ header }) => header ?? [])
      .filter(({ name }) => name !== ':method')
      .map(keyOfHeader)
      .concat(line.isOneLabel ? [':authority 1'] : [])
      .sort();
  const queries = (line: Line) =>
    line.conditions
      .flatMap(({ queryParameter }) => queryParameter ?? [])
      .map(keyOfQuery)
      .sort();
  if (headers(a).length !== headers(b).length) {
    return headers(a).length > headers(b).length;
  }
  if (queries(a).length !== queries(b).length) {
    return queries(a).length > queries(b).length;
  }
  return (
    headers(a).some((key, index) => key < headers(b)[index]) ||
    queries(a).some((key, index) => key < queries(b)[index])
  );
}

/** Texts that sort as Contour sorts the conditions: by name, kind and value, those turned round last. */
function keyOfHeader({ name, exact, contains, notcontains }: NaiveValue) {
  const kind = [exact, contains ?? notcontains, ''].findIndex(
    each => each !== undefined,
  );
  const value = exact ?? contains ?? notcontains ?? '';
  return `${name} ${kind} ${value} ${notcontains === undefined ? 0 : 1}`;
}

function keyOfQuery({ name, exact, prefix, contains }: NaiveValue) {
  const kind = [exact, prefix, contains, ''].findIndex(
    each => each !== undefined,
  );
  return `${name} ${kind} ${exact ?? prefix ?? contains ?? ''}`;
}
