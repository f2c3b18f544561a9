import { boundedRegex } from './nginxRegex';

describe('boundedRegex', () => {
  it.each([
    { pattern: '^/api(/|$)(.*)', text: '/API/x', found: true },
    { pattern: '^/v[0-9]{1,2}/', text: '/v12/', found: true },
    { pattern: '^/foo', text: '/bar', found: false },
  ])('$pattern on $text', ({ pattern, text, found }) => {
    expect(boundedRegex(pattern, 'i')?.exec(text) !== null).toBe(found);
  });

  it.each([
    { why: 'repeats what repeats', pattern: '^/(a+)+$' },
    { why: 'repeats what branches', pattern: '^/(a|a)*$' },
    { why: 'repeats a group in a group', pattern: '^/((a*)b)*$' },
    { why: 'repeats too often', pattern: '^/.*.*.*.*x' },
    { why: 'looks ahead', pattern: '^/(?!admin)' },
    { why: 'has a flag inside', pattern: '^/(?i)a' },
    { why: 'is possessive', pattern: '^/a*+b' },
    { why: 'has a POSIX class', pattern: '^/[[:alpha:]]' },
    { why: 'refers back', pattern: '^/(a)\\1' },
    { why: 'is malformed', pattern: '^/(' },
  ])('is not evaluated when it $why', ({ pattern }) => {
    expect(boundedRegex(pattern, 'i')).toBeUndefined();
  });

  it('does not evaluate a very long text', () => {
    expect(boundedRegex('^/.*x', 'i')?.exec('/'.repeat(5_000))).toBeUndefined();
  });
});
