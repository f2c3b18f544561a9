import type { StringMatch } from '../../../istio/facts/stringMatch';
import { matchString } from './matchString';

describe('matchString', () => {
  it.each<{ match: StringMatch; value: string; expected: string }>([
    { match: { type: 'any' }, value: '', expected: 'yes' },
    { match: { type: 'exact', value: 'a' }, value: 'a', expected: 'yes' },
    { match: { type: 'exact', value: 'a' }, value: 'A', expected: 'no' },
    {
      match: { type: 'prefix', value: '/foo' },
      value: '/foobar',
      expected: 'yes',
    },
    { match: { type: 'regex', value: '/a' }, value: '/ab', expected: 'no' },
    { match: { type: 'regex', value: '/a.*' }, value: '/ab', expected: 'yes' },
    {
      match: { type: 'regex', value: '/v\\d+/x' },
      value: '/v12/x',
      expected: 'yes',
    },
    {
      match: { type: 'regex', value: '(a+)+b' },
      value: 'aab',
      expected: 'yes',
    },
    {
      match: { type: 'regex', value: '(?i)a' },
      value: 'A',
      expected: 'yes',
    },
    { match: { type: 'regex', value: '(' }, value: '(', expected: 'not-known' },
  ])('$match and $value', ({ match, value, expected }) => {
    expect(matchString(match, value)).toBe(expected);
  });
});
