import { matchGatewayRegex, type RegexReading } from './gatewayRegex';

describe('matchGatewayRegex', () => {
  it.each<{
    pattern: string;
    value: string;
    reading: RegexReading;
    expected: 'yes' | 'no' | 'uncertain';
  }>([
    // All of the value matches: that is a match for everybody.
    {
      pattern: '/v[0-9]+/.*',
      value: '/v2/a',
      reading: 'not-known',
      expected: 'yes',
    },
    { pattern: '/v[0-9]+', value: '/v2', reading: 'full', expected: 'yes' },
    // Only a part of it does: Envoy says no, others may say yes.
    { pattern: '/v[0-9]+', value: '/v2/a', reading: 'full', expected: 'no' },
    {
      pattern: '/v[0-9]+',
      value: '/v2/a',
      reading: 'not-known',
      expected: 'uncertain',
    },
    // No part of it does: nobody says yes.
    {
      pattern: '/v[0-9]+',
      value: '/w',
      reading: 'not-known',
      expected: 'no',
    },
    {
      pattern: '^/v[0-9]+$',
      value: '/v2/a',
      reading: 'not-known',
      expected: 'no',
    },
    { pattern: '(?i)/SHOP', value: '/shop', reading: 'full', expected: 'yes' },
    {
      pattern: '/(?P<id>\\d+)',
      value: '/12',
      reading: 'full',
      expected: 'yes',
    },
    // What dialects read differently, RE2 has, and what takes for ever elsewhere.
    { pattern: '/\\pL+', value: '/a', reading: 'full', expected: 'yes' },
    {
      pattern: '/\\pL+',
      value: '/a',
      reading: 'not-known',
      expected: 'uncertain',
    },
    { pattern: '/(a+)+', value: '/aaaab', reading: 'full', expected: 'no' },
    {
      pattern: '/(a+)+',
      value: '/aaaab',
      reading: 'not-known',
      expected: 'uncertain',
    },
    {
      pattern: '/a*',
      value: `/${'a'.repeat(1_000)}`,
      reading: 'full',
      expected: 'yes',
    },
    {
      pattern: '/a*',
      value: `/${'a'.repeat(1_000)}`,
      reading: 'not-known',
      expected: 'uncertain',
    },
    // What RE2 refuses: such a route is never in force as it is written.
    { pattern: '/(?!a)', value: '/b', reading: 'full', expected: 'uncertain' },
    { pattern: '/(', value: '/', reading: 'full', expected: 'uncertain' },
    {
      pattern: '/a{1001}',
      value: '/',
      reading: 'full',
      expected: 'uncertain',
    },
  ])(
    '$pattern of $value, read $reading: $expected',
    ({ pattern, value, reading, expected }) => {
      expect(matchGatewayRegex(pattern, value, reading)).toBe(expected);
    },
  );
});
