import type { AskedRequest } from '../../../request/AskedRequest';
import type { IngressFact } from '../facts/IngressFact';
import type { EntryRule } from './standard/Dialect';
import { takesPath, type DialectEntry } from './standard/entries';
import { TIE, type Found } from './standard/findWinner';

const PREFIX = 'konghq.com/';
const HEADERS = `${PREFIX}headers.`;

/** `konghq.com/methods` and `konghq.com/headers.*`; server names are compared by the versions of Kong differently. */
export function kongRuleOf(fact: IngressFact): EntryRule | undefined {
  const methods = listOf(fact, 'methods');
  const headers = headersOf(fact);
  const hasNames = `${PREFIX}snis` in fact.annotations;
  return methods.length === 0 && headers.length === 0 && !hasNames
    ? undefined
    : {
        hosts: [],
        paths: [],
        holds: request => {
          if (
            (methods.length > 0 && !methods.includes(request.method)) ||
            headers.some(({ name }) => !(name in request.headers))
          ) {
            return 'no';
          }
          const isSaid = headers.every(({ name, values }) =>
            values.includes(request.headers[name]),
          );
          if (isSaid && !hasNames) {
            return 'yes';
          }
          const isLike = headers.every(({ name, values }) =>
            values.some(
              value =>
                value.startsWith('~*') ||
                value.toLowerCase() === request.headers[name].toLowerCase(),
            ),
          );
          return isLike ? 'unknown' : 'no';
        },
      };
}

/**
 * Who takes a request in the order of Kong's router (traditional_compatible, and the priorities that the controller computes for
 * expressions): more fields that match, plain hosts before wildcards, more headers, regular expressions by their priority before
 * the longest beginning. `Exact`, and a `Prefix` without anything behind it, are regular expressions (PathsFromIngressPaths).
 */
export function findInRouter(
  entries: readonly DialectEntry[],
  request: AskedRequest,
): Found {
  const claims = entries
    .flatMap(entry => {
      const answer = takesPath(entry, request);
      return answer === 'no'
        ? []
        : [{ entry, answer, rank: rankOf(entry, request.path) }];
    })
    .sort((a, b) => compareRanks(b.rank, a.rank));
  const [first, ...others] = claims;
  if (!first) {
    return { state: 'none' };
  }
  if (first.answer === 'unknown') {
    return {
      state: 'unknown',
      why: 'a regular expression or server name of a route was not evaluated',
    };
  }
  return others.some(
    ({ entry, rank }) =>
      compareRanks(rank, first.rank) === 0 &&
      placeOf(entry) !== placeOf(first.entry),
  )
    ? { state: 'unknown', why: TIE }
    : { state: 'found', entry: first.entry };
}

function rankOf(
  { fact, way, reading, path: own }: DialectEntry,
  path: string,
): readonly number[] {
  const { kind } = way.host;
  const headers = headersOf(fact).length;
  const fields =
    1 +
    (kind === 'any' ? 0 : 1) +
    (listOf(fact, 'methods').length > 0 ? 1 : 0) +
    (headers > 0 ? 1 : 0) +
    (`${PREFIX}snis` in fact.annotations ? 1 : 0);
  const stem = own.replace(/\/+$/, '');
  const isRegex =
    reading === 'exact' ||
    reading === 'regex' ||
    (reading === 'element' && stem !== '' && path === stem);
  return [
    fields,
    kind === 'exact' ? 1 : 0,
    headers,
    isRegex ? 1 : 0,
    isRegex ? Number(fact.annotations[`${PREFIX}regex-priority`]) || 0 : 0,
    isRegex ? 0 : lengthOf(reading, stem, own),
  ];
}

function lengthOf(
  reading: DialectEntry['reading'],
  stem: string,
  own: string,
): number {
  return reading === 'element' ? stem.length + 1 : own.length;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

function placeOf({ backend }: DialectEntry): string {
  return backend
    ? `${backend.ref.namespace}/${backend.ref.name}:${backend.port}`
    : '';
}

function headersOf({
  annotations,
}: IngressFact): readonly { name: string; values: readonly string[] }[] {
  return Object.keys(annotations)
    .filter(key => key.startsWith(HEADERS))
    .map(key => ({
      name: key.slice(HEADERS.length).toLowerCase(),
      values: split(annotations[key]),
    }));
}

/** The words of an annotation. */
export function listOf(fact: IngressFact, name: string): readonly string[] {
  return split(fact.annotations[`${PREFIX}${name}`] ?? '');
}

function split(text: string): readonly string[] {
  return text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');
}
