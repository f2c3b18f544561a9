import {
  compareRankedGrpcMatches,
  matchGrpcMethod,
  type GrpcMethodMatch,
  type RankedGrpcMatch,
} from './gatewayGrpcMatch';

const path = '/shop.v1.Cart/Add';
const exact = (service: string | null, method: string | null) => ({
  type: 'Exact',
  service,
  method,
});

describe('matchGrpcMethod', () => {
  it.each<{
    name: string;
    match: GrpcMethodMatch | null;
    expected: 'yes' | 'no' | 'uncertain';
  }>([
    { name: 'no method: any call', match: null, expected: 'yes' },
    {
      name: 'service and method',
      match: exact('shop.v1.Cart', 'Add'),
      expected: 'yes',
    },
    {
      name: 'the service alone',
      match: exact('shop.v1.Cart', null),
      expected: 'yes',
    },
    { name: 'the method alone', match: exact(null, 'Add'), expected: 'yes' },
    {
      name: 'another method',
      match: exact('shop.v1.Cart', 'Remove'),
      expected: 'no',
    },
    {
      name: 'with regard to case',
      match: exact('shop.v1.cart', null),
      expected: 'no',
    },
    {
      name: 'a service is no prefix',
      match: exact('shop.v1', null),
      expected: 'no',
    },
    {
      name: 'an expression that takes all of it does so for everybody',
      match: { type: 'RegularExpression', service: '.*', method: null },
      expected: 'yes',
    },
    {
      name: 'one that takes a part of it is the implementation’s',
      match: { type: 'RegularExpression', service: 'shop', method: null },
      expected: 'uncertain',
    },
    {
      name: 'one that takes no part of it',
      match: { type: 'RegularExpression', service: '.*', method: 'Sub.*' },
      expected: 'no',
    },
  ])('$name', ({ match, expected }) => {
    expect(matchGrpcMethod(match, path)).toBe(expected);
  });
});

describe('compareRankedGrpcMatches', () => {
  const base: RankedGrpcMatch = {
    hostname: 'a.example.com',
    match: { path: null, method: null, headers: [], queryParams: [] },
    grpcMethod: null,
    createdAt: '2026-01-01T00:00:00Z',
    namespace: 'shop',
    name: 'a',
    ruleIndex: 0,
    matchIndex: 0,
  };
  const header = { type: 'Exact', name: 'a', value: '1' };

  it.each<{
    name: string;
    winner: Partial<RankedGrpcMatch>;
    loser: Partial<RankedGrpcMatch>;
  }>([
    {
      name: 'the hostname before the service',
      winner: {},
      loser: { hostname: '*.example.com', grpcMethod: exact('x', 'y') },
    },
    {
      name: 'the longer service before the longer method',
      winner: { grpcMethod: exact('shop.v1', 'A') },
      loser: { grpcMethod: exact('shop', 'AddManyItems') },
    },
    {
      name: 'the longer method before more headers',
      winner: { grpcMethod: exact('shop', 'Add') },
      loser: {
        grpcMethod: exact('shop', 'Ad'),
        match: { ...base.match, headers: [header] },
      },
    },
    {
      name: 'more headers before age',
      winner: { match: { ...base.match, headers: [header] } },
      loser: { createdAt: '2025-01-01T00:00:00Z' },
    },
    {
      name: 'the older route',
      winner: {},
      loser: { createdAt: '2026-01-02T00:00:00Z' },
    },
    { name: 'the first rule', winner: {}, loser: { ruleIndex: 1 } },
  ])('$name', ({ winner, loser }) => {
    const [a, b] = [
      { ...base, ...winner },
      { ...base, ...loser },
    ];
    expect(compareRankedGrpcMatches(a, b)).toBeLessThan(0);
    expect(compareRankedGrpcMatches(b, a)).toBeGreaterThan(0);
  });
});
