import { compileRe2 } from './re2';

describe('compileRe2', () => {
  it.each([
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<!a)b', 'invalid named capture: `(?<!a)b`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['(a{500}){3}', 'invalid repeat count: `{3}`'],
    ['a++', 'invalid nested repetition operator: `++`'],
    ['*', 'missing argument to repetition operator: `*`'],
    ['/(', 'missing closing ): `/(`'],
    ['a\\Z', 'invalid escape sequence: `\\Z`'],
  ])('refuses %s', (pattern, reason) => {
    expect(compileRe2(pattern)).toEqual({ ok: false, reason });
  });

  it.each([
    { pattern: '/v[0-9]+', text: '/v2/a', all: false, some: true },
    { pattern: '/v[0-9]+/.*', text: '/v2/a', all: true, some: true },
    { pattern: '(?i)/SHOP', text: '/shop', all: true, some: true },
    { pattern: '(?i:/S)hop', text: '/sHOP', all: false, some: false },
    { pattern: '/(?P<id>\\d+)', text: '/12', all: true, some: true },
    { pattern: '\\Qa.b\\E', text: 'axb', all: false, some: false },
    { pattern: '[[:alpha:]]+', text: 'ab', all: true, some: true },
    { pattern: '\\pL+', text: 'é', all: true, some: true },
    { pattern: 'a{,2}', text: 'a{,2}', all: true, some: true },
    { pattern: '.*', text: 'a\nb', all: false, some: true },
    { pattern: '(?s).*', text: 'a\nb', all: true, some: true },
    { pattern: 'a|ab', text: 'ab', all: true, some: true },
    { pattern: '(a+)+b', text: 'a'.repeat(10_000), all: false, some: false },
  ])('$pattern of $text', ({ pattern, text, all, some }) => {
    const regex = compileRe2(pattern);
    expect(regex.ok && regex.matchesAll(text)).toBe(all);
    expect(regex.ok && regex.matchesSome(text)).toBe(some);
  });

  it('replaces each match', () => {
    const regex = compileRe2('(b)?a');
    expect(
      regex.ok &&
        regex.replaceAll('xbaya', (match, [group]) => `<${match}|${group}>`),
    ).toBe('x<ba|b>y<a|>');
  });
});
