import type { RouteMatch } from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import {
  compareRankedBy,
  compareRankedMatches,
  findRankStep,
  isOrderSpecified,
  type RankedMatch,
} from './gatewayRoutePrecedence';

const value = { type: 'Exact', name: 'a', value: '1' };
const base: RankedMatch = {
  hostname: 'shop.example.com',
  match: {
    path: { type: 'PathPrefix', value: '/' },
    method: null,
    headers: [],
    queryParams: [],
  },
  createdAt: '2026-01-01T00:00:00Z',
  namespace: 'shop',
  name: 'a',
  ruleIndex: 0,
  matchIndex: 0,
};
const withMatch = (match: Partial<RouteMatch>): Partial<RankedMatch> => ({
  match: { ...base.match, ...match },
});

describe('compareRankedMatches', () => {
  it.each<{
    name: string;
    winner: Partial<RankedMatch>;
    loser: Partial<RankedMatch>;
  }>([
    {
      name: 'the more specific hostname, whatever the path',
      winner: { hostname: 'shop.example.com' },
      loser: {
        hostname: '*.example.com',
        ...withMatch({ path: { type: 'Exact', value: '/very/long' } }),
      },
    },
    {
      name: 'Exact over a longer prefix',
      winner: withMatch({ path: { type: 'Exact', value: '/a' } }),
      loser: withMatch({ path: { type: 'PathPrefix', value: '/a/b/c' } }),
    },
    {
      name: 'the longer prefix over a method',
      winner: withMatch({ path: { type: 'PathPrefix', value: '/a/b' } }),
      loser: withMatch({
        path: { type: 'PathPrefix', value: '/a' },
        method: 'GET',
      }),
    },
    {
      name: 'a method over headers',
      winner: withMatch({ method: 'GET' }),
      loser: withMatch({ headers: [value, value] }),
    },
    {
      name: 'headers over query parameters',
      winner: withMatch({ headers: [value] }),
      loser: withMatch({ queryParams: [value, value] }),
    },
    {
      name: 'more query parameters, whatever the age',
      winner: {
        ...withMatch({ queryParams: [value] }),
        createdAt: '2026-02-01T00:00:00Z',
      },
      loser: {},
    },
    {
      name: 'the older route, whatever the name',
      winner: { name: 'z' },
      loser: { name: 'a', createdAt: '2026-01-01T00:00:01Z' },
    },
    {
      name: 'a route that exists over one that does not yet',
      winner: { name: 'z' },
      loser: { name: 'a', createdAt: '' },
    },
    {
      name: 'the first by namespace/name',
      winner: { namespace: 'a', name: 'z' },
      loser: { namespace: 'b', name: 'a' },
    },
    { name: 'the first rule', winner: {}, loser: { ruleIndex: 1 } },
    { name: 'the first match', winner: {}, loser: { matchIndex: 1 } },
  ])('$name', ({ winner, loser }) => {
    const [a, b] = [
      { ...base, ...winner },
      { ...base, ...loser },
    ];
    expect(compareRankedMatches(a, b)).toBeLessThan(0);
    expect(compareRankedMatches(b, a)).toBeGreaterThan(0);
  });

  it('is a total order: sorting does not depend on the order before', () => {
    fc.assert(
      fc.property(
        fc.array(ranked(), { maxLength: 12 }),
        fc.nat(),
        (list, seed) => {
          const moved = [...list].sort(
            (a, b) =>
              ((list.indexOf(a) * 7919 + seed) % 13) -
              ((list.indexOf(b) * 7919 + seed) % 13),
          );
          expect(moved.sort(compareRankedMatches)).toEqual(
            [...list].sort(compareRankedMatches),
          );
        },
      ),
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(ranked(), ranked(), ranked(), (a, b, c) => {
        fc.pre(
          compareRankedMatches(a, b) <= 0 && compareRankedMatches(b, c) <= 0,
        );
        expect(compareRankedMatches(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('isOrderSpecified', () => {
  it.each<{ name: string; other: Partial<RankedMatch>; expected: boolean }>([
    {
      name: 'two prefixes',
      other: withMatch({ path: { type: 'PathPrefix', value: '/a' } }),
      expected: true,
    },
    {
      name: 'a regular expression under the same hostname',
      other: withMatch({ path: { type: 'RegularExpression', value: '/a' } }),
      expected: false,
    },
    {
      name: 'a regular expression of a header',
      other: withMatch({
        headers: [{ type: 'RegularExpression', name: 'a', value: '1' }],
      }),
      expected: true,
    },
    {
      name: 'a regular expression under another hostname',
      other: {
        ...withMatch({ path: { type: 'RegularExpression', value: '/a' } }),
        hostname: '',
      },
      expected: true,
    },
  ])('$name', ({ other, expected }) => {
    expect(isOrderSpecified(base, { ...base, ...other })).toBe(expected);
  });

  const regex: RankedMatch = {
    ...base,
    ...withMatch({ path: { type: 'RegularExpression', value: '/a.*' } }),
  };

  it('knows that an exact path goes before an expression, whoever ranks', () => {
    const exact = {
      ...base,
      ...withMatch({ path: { type: 'Exact', value: '/a' } }),
    };
    expect(isOrderSpecified(exact, regex)).toBe(true);
    expect(compareRankedMatches(exact, regex)).toBeLessThan(0);
    expect(
      compareRankedBy('below-prefixes', 'specification')(exact, regex),
    ).toBeLessThan(0);
  });

  it.each([
    { rank: 'above-prefixes', first: regex, second: base },
    { rank: 'below-prefixes', first: base, second: regex },
  ] as const)('knows expressions $rank', ({ rank, first, second }) => {
    expect(isOrderSpecified(first, second, rank)).toBe(true);
    expect(compareRankedBy(rank, 'specification')(first, second)).toBeLessThan(
      0,
    );
    expect(
      compareRankedBy(rank, 'specification')(second, first),
    ).toBeGreaterThan(0);
  });
});

describe('the orders of Envoy Gateway', () => {
  const a = { ...base, name: 'a', createdAt: '2026-02-01T00:00:00Z' };
  const b = { ...base, name: 'b', createdAt: '2026-01-01T00:00:00Z' };
  const header = (type: string) => ({ type, name: 'x', value: '1' });

  it.each([
    {
      name: 'counts a method as one more header',
      first: {
        ...a,
        ...withMatch({ headers: [header('Exact'), header('Exact')] }),
      },
      second: { ...b, ...withMatch({ method: 'GET' }) },
    },
    {
      name: 'puts exact values before expressions',
      first: { ...b, ...withMatch({ headers: [header('Exact')] }) },
      second: {
        ...a,
        ...withMatch({ headers: [header('RegularExpression')] }),
      },
    },
    { name: 'decides by name and not by age', first: a, second: b },
    {
      name: 'compares positions as text',
      first: { ...a, ruleIndex: 10 },
      second: { ...a, ruleIndex: 2 },
    },
  ])('$name', ({ first, second }) => {
    expect(compareRankedMatches(first, second, 'envoy-gateway')).toBeLessThan(
      0,
    );
    expect(
      compareRankedMatches(second, first, 'envoy-gateway'),
    ).toBeGreaterThan(0);
  });

  it('leaves rules as they are written where that is asked for', () => {
    const specific = withMatch({ path: { type: 'Exact', value: '/a' } });
    const later = { ...b, ...specific, ruleIndex: 1 };
    expect(compareRankedMatches(b, later, 'as-written')).toBeLessThan(0);
    expect(findRankStep(b, later, 'as-written')).toBe('later-in-list');
  });
});

function ranked(): fc.Arbitrary<RankedMatch> {
  return fc.record({
    hostname: fc.constantFrom('', '*.x', '*.aaa.x', 'a.x', 'bb.x'),
    match: fc.record({
      path: fc.record({
        type: fc.constantFrom('Exact', 'PathPrefix', 'RegularExpression'),
        value: fc.constantFrom('/', '/a', '/a/b'),
      }),
      method: fc.constantFrom(null, 'GET'),
      headers: fc.array(fc.constant(value), { maxLength: 2 }),
      queryParams: fc.array(fc.constant(value), { maxLength: 2 }),
    }),
    createdAt: fc.constantFrom('', base.createdAt, '2026-02-01T00:00:00Z'),
    namespace: fc.constantFrom('a', 'b'),
    name: fc.constantFrom('a', 'b'),
    ruleIndex: fc.nat(1),
    matchIndex: fc.nat(1),
  });
}
