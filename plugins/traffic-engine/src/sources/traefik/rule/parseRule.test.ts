import fc from 'fast-check';
import { listAlternatives } from './listAlternatives';
import { parseRule } from './parseRule';
import { renderMatcher, renderRule } from './renderRule';
import { HTTP_MATCHERS, type Matcher, type Rule } from './Rule';
import { HTTP_V3, TCP_V3 } from './syntaxV3';

const SEED = 20261121;

const text = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('`', '"', '\\', '\r', '\n', '`\r"\\', 'a.io', '/x'),
);
const matcher: fc.Arbitrary<Rule> = fc
  .constantFrom(
    ...(Object.keys(HTTP_MATCHERS) as (keyof typeof HTTP_MATCHERS)[]),
  )
  .chain(name =>
    fc
      .constantFrom(...HTTP_MATCHERS[name])
      .chain(count =>
        fc
          .array(text, { minLength: count, maxLength: count })
          .map(
            (values): Rule => ({ kind: 'match', matcher: name, values, at: 0 }),
          ),
      ),
  );
const { rule } = fc.letrec<{ rule: Rule }>(tie => ({
  rule: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    matcher,
    fc.record({ kind: fc.constant('not' as const), rule: tie('rule') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('rule'),
      right: tie('rule'),
    }),
  ),
}));

/** A rule without the places of its matchers. */
function withoutPlaces(value: Rule): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) => (key === 'at' ? undefined : inner)),
  );
}

/** The truth of a rule, where the matchers are true whose text has an even hash. */
function isTrue(value: Rule): boolean {
  switch (value.kind) {
    case 'match':
      return isTrueMatcher(value);
    case 'not':
      return !isTrue(value.rule);
    case 'and':
      return isTrue(value.left) && isTrue(value.right);
    default:
      return isTrue(value.left) || isTrue(value.right);
  }
}

function isTrueMatcher(call: { matcher: Matcher; values: readonly string[] }) {
  return renderMatcher(call).length % 2 === 0;
}

describe('parseRule', () => {
  it('reads what renderRule writes', () => {
    fc.assert(
      fc.property(rule, value => {
        const parsed = parseRule(renderRule(value), HTTP_V3);
        expect(parsed.ok ? withoutPlaces(parsed.rule) : parsed).toEqual(
          withoutPlaces(value),
        );
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('never throws, and says where it failed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'Host(',
        '`a`',
        '"b"',
        ')',
        '&&',
        '||',
        '!',
        '(',
        ',',
        '\n',
        ' ',
        'Path',
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map(parts => parts.join('')),
        written => {
          const parsed = parseRule(written, HTTP_V3);
          expect(
            parsed.ok || (parsed.at >= 0 && parsed.at <= written.length),
          ).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 5_000 },
    );
    for (const written of [
      '('.repeat(100_000),
      '!'.repeat(9_000),
      `Host(\`${'a'.repeat(20_000)}\`)`,
    ]) {
      expect(parseRule(written, HTTP_V3).ok).toBe(false);
    }
  });

  it.each([
    { name: 'a space before the parenthesis', written: 'Host (`a.io`)' },
    {
      name: 'another case',
      written: 'HOST(`a.io`) || host(`b.io`) || Pathprefix(`/`)',
    },
    {
      name: 'a line that ends after an operator',
      written: 'Host(`a.io`) &&\n  Path(`/`)\n',
    },
    { name: 'a comma after the last value', written: 'Query(`a`, `b`,)' },
  ])('reads $name', ({ written }) => {
    expect(parseRule(written, HTTP_V3).ok).toBe(true);
  });

  it.each([
    { written: '', at: 0 },
    { written: 'Host(`a.io`', at: 11 },
    { written: 'Host(`a.io)', at: 5 },
    { written: 'Host("a.io)', at: 5 },
    { written: 'Host("\\q")', at: 6 },
    { written: 'Host()', at: 0 },
    { written: 'Host(``)', at: 0 },
    { written: 'Host(`a.io`, `b.io`)', at: 0 },
    { written: 'Hosts(`a.io`)', at: 0 },
    { written: 'hOST(`a.io`)', at: 0 },
    { written: 'Host(`a.io`) Path(`/`)', at: 13 },
    { written: 'Host(`a.io`) && ', at: 16 },
    { written: 'Host(`a.io`)\n&& Path(`/`)', at: 12 },
    { written: 'Host(`a.io`) & Path(`/`)', at: 13 },
    { written: 'HostSNI(`a.io`)', at: 0 },
    { written: 'Host(a.io)', at: 6 },
  ])('says where it fails in $written', ({ written, at }) => {
    expect(parseRule(written, HTTP_V3)).toMatchObject({ ok: false, at });
  });

  it('binds && closer than ||, and ! closest', () => {
    const parsed = parseRule(
      '!HostSNI(`a`) || ALPN(`h2`) && ClientIP(`::1`)',
      TCP_V3,
    );
    expect(parsed.ok && renderRule(parsed.rule)).toBe(
      '!HostSNI(`a`) || ALPN(`h2`) && ClientIP(`::1`)',
    );
    expect(parsed.ok && parsed.rule.kind).toBe('or');
  });

  it.each([
    { written: '"\\u0041\\x2f\\101\\n\\""', expected: 'A/A\n"' },
    { written: '`\\n`', expected: '\\n' },
  ])('reads the string $written as Go does', ({ written, expected }) => {
    const parsed = parseRule(`Host(${written})`, HTTP_V3);
    expect(parsed.ok && parsed.rule).toMatchObject({ values: [expected] });
  });
});

describe('listAlternatives', () => {
  it('is true exactly where its rule is', () => {
    fc.assert(
      fc.property(rule, value => {
        const { alternatives, isCut } = listAlternatives(value);
        const some = alternatives.some(conditions =>
          conditions.every(call => isTrueMatcher(call) !== call.negated),
        );
        fc.pre(!isCut);
        expect(some).toBe(isTrue(value));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});
