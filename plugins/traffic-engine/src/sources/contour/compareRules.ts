import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { compareText } from '../../snapshot/compareText';
import type { ContourRule } from './ContourRule';
import type { RuleMatch, ValueRule } from './conditions';
import { prefixFor } from './expandPrefixes';

const KINDS = ['exact', 'regex', 'prefix'];

export interface Compared {
  /** Negative where the first rule goes before the second. */
  readonly order: number;
  /** What the later rule lost by; null where Contour's order does not decide. */
  readonly lostBy: RunnerUp['lostBy'] | null;
}

/**
 * Contour’s order of routes (its routeSorter) for the path asked: exact paths, then regular expressions, then prefixes; the
 * longer text, then the greater; one with a method, more headers, more query parameters; at last the conditions themselves,
 * one by one: by name, by kind, by value.
 */
export function compareRules(
  a: ContourRule,
  b: ContourRule,
  path: string,
): Compared {
  const [x, y] = [a.match, b.match];
  const [xPath, yPath] = [prefixFor(x.path, path), prefixFor(y.path, path)];
  const steps: readonly (readonly [RunnerUp['lostBy'], number])[] = [
    [
      'less-specific-path',
      KINDS.indexOf(x.path.type) - KINDS.indexOf(y.path.type),
    ],
    ['less-specific-path', yPath.length - xPath.length],
    ['less-specific-path', compareText(yPath, xPath)],
    ['less-specific-method', Number(hasMethod(y)) - Number(hasMethod(x))],
    ['fewer-headers', headersOf(b).length - headersOf(a).length],
    [
      'fewer-query-parameters',
      y.queryParameters.length - x.queryParameters.length,
    ],
    ['lower-priority', compareOneByOne(a, b)],
  ];
  const decided = steps.find(([, order]) => order !== 0);
  return decided
    ? { order: decided[1], lostBy: decided[0] }
    : { order: 0, lostBy: null };
}

function hasMethod({ headers }: RuleMatch): boolean {
  return headers.some(({ name }) => name === ':method');
}

/** The condition on the host that Contour adds to the routes of `*.x`, but not to its answers for includes. */
const ONE_LABEL: ValueRule = {
  name: ':authority',
  written: ':authority',
  operator: 'regex',
  value: '',
  ignoreCase: false,
  treatMissingAsEmpty: false,
};

/** Those that Contour compares one by one, in its order. */
function headersOf({ match, root, status }: ContourRule): readonly ValueRule[] {
  const isNarrowed = root?.fqdn.startsWith('*.') && status === null;
  return [
    ...match.headers.filter(({ name }) => name !== ':method'),
    ...(isNarrowed ? [ONE_LABEL] : []),
  ].sort((a, b) => compareHeaders(a, b));
}

/**
 * For as many conditions of both: Contour puts the one before the other that is less in any of its conditions. Where that holds both ways its sort decides by
 * where the routes happen to stand, which is not known.
 */
function compareOneByOne(a: ContourRule, b: ContourRule): number {
  const [x, y] = [a.match, b.match];
  const [xHeaders, yHeaders] = [headersOf(a), headersOf(b)];
  if (
    xHeaders.length !== yHeaders.length ||
    x.queryParameters.length !== y.queryParameters.length
  ) {
    return 0;
  }
  const queryOf = ({ queryParameters }: RuleMatch) =>
    [...queryParameters].sort(compareQueries);
  const [xQueries, yQueries] = [queryOf(x), queryOf(y)];
  const orders = [
    ...xHeaders.map((header, index) => compareHeaders(header, yHeaders[index])),
    ...xQueries.map((query, index) => compareQueries(query, yQueries[index])),
  ];
  const isLess = orders.some(order => order < 0);
  const isGreater = orders.some(order => order > 0);
  return Number(isGreater) - Number(isLess);
}

const HEADER_KINDS = ['exact', 'regex', 'contains', 'present'];
const QUERY_KINDS = [
  'exact',
  'regex',
  'prefix',
  'suffix',
  'contains',
  'present',
];

function compareHeaders(a: ValueRule, b: ValueRule): number {
  const kindOf = ({ operator }: ValueRule) =>
    HEADER_KINDS.indexOf(operator.replace(/^not/, ''));
  const isInverted = ({ operator }: ValueRule) =>
    Number(operator.startsWith('not'));
  return (
    compareText(a.written, b.written) ||
    kindOf(a) - kindOf(b) ||
    compareText(a.value, b.value) ||
    isInverted(a) - isInverted(b)
  );
}

/** A parameter that is only there has no value to compare. */
function compareQueries(a: ValueRule, b: ValueRule): number {
  return (
    compareText(a.written, b.written) ||
    QUERY_KINDS.indexOf(a.operator) - QUERY_KINDS.indexOf(b.operator) ||
    compareText(a.value, b.value) ||
    Number(a.ignoreCase) - Number(b.ignoreCase)
  );
}
