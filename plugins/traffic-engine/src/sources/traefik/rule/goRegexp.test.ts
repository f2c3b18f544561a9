import { readGoRegexp } from './goRegexp';

describe('readGoRegexp', () => {
  it.each([
    { pattern: '^/v[0-9]+/', text: '/v12/x', expected: true },
    { pattern: 'v[0-9]+$', text: '/v12', expected: true },
    { pattern: '(?i)^A$', text: 'a', expected: true },
    { pattern: '^(?P<name>a|b)\\.io$', text: 'b.io', expected: true },
    { pattern: '^a\\.io$', text: 'aXio', expected: false },
  ])('asks $pattern', ({ pattern, text, expected }) => {
    const regexp = readGoRegexp(pattern);
    expect(regexp.state === 'known' && regexp.test(text)).toBe(expected);
  });

  it.each([
    '(a+)+$',
    '(a|aa)*$',
    '(?=a)',
    '\\pL',
    '[[:alpha:]]',
    '(?s).*',
    '\\Aa\\z',
    '^*a',
    'a'.repeat(501),
  ])('leaves %s not known', pattern => {
    expect(readGoRegexp(pattern)).toEqual({ state: 'not-known' });
  });

  it.each(['(a', '+a', '[b-a]', 'a)'])('refuses %s as Go does', pattern => {
    expect(readGoRegexp(pattern)).toEqual({ state: 'refused' });
  });
});
