import fc from 'fast-check';
import {
  matchSelector,
  parseSelector,
  type Selector,
  type SelectorSubject,
} from './parseSelector';

const subjectOf = (
  labels: Readonly<Record<string, string>>,
): SelectorSubject => ({
  namespaced: true,
  labelOf: key => (Object.hasOwn(labels, key) ? labels[key] : undefined),
});

const CART = { app: 'cart', tier: 'db-main', 'pcns.a/b': '' };

const keys = fc.constantFrom('a', 'b', 'in', 'x.y/z-1');
const values = fc.constantFrom('', 'x', 'xy', 'in {', "it's");
const labelSets = fc.dictionary(keys, values);
const { selectors } = fc.letrec<{ selectors: Selector }>(tie => ({
  selectors: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Selector>({ kind: 'all' }, { kind: 'global' }),
    fc.record({ kind: fc.constant('has' as const), key: keys }),
    fc.record({
      kind: fc.constant('compare' as const),
      key: keys,
      operator: fc.constantFrom('in' as const, 'not in' as const),
      values: fc.array(values),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      key: keys,
      operator: fc.constantFrom(
        'contains' as const,
        'starts with' as const,
        'ends with' as const,
      ),
      values: fc.tuple(values),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('selectors') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('selectors'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

describe('parseSelector', () => {
  it.each([
    { text: '', expected: 'yes' },
    { text: ' \t', expected: 'yes' },
    { text: 'all()', expected: 'yes' },
    { text: ' all( ) ', expected: 'yes' },
    { text: 'global()', expected: 'no' },
    { text: '! global()', expected: 'yes' },
    { text: "app == 'cart'", expected: 'yes' },
    { text: 'app=="cart"', expected: 'yes' },
    { text: "app != 'cart'", expected: 'no' },
    { text: "gone != 'cart'", expected: 'yes' },
    { text: "gone == 'cart'", expected: 'no' },
    { text: 'app in {\'a\', "cart"}', expected: 'yes' },
    { text: "app in{'cart'}", expected: 'yes' },
    { text: 'app in {}', expected: 'no' },
    { text: "app not in {'a'}", expected: 'yes' },
    { text: "gone not  in {'a'}", expected: 'yes' },
    { text: "gone in {'a'}", expected: 'no' },
    { text: "tier contains 'b-m'", expected: 'yes' },
    { text: "tier starts with 'db'", expected: 'yes' },
    { text: "tier ends with 'db'", expected: 'no' },
    { text: "!tier ends with 'db'", expected: 'yes' },
    { text: "gone contains ''", expected: 'no' },
    { text: 'has(pcns.a/b)', expected: 'yes' },
    { text: '!has(app) || has(tier) && has(gone)', expected: 'no' },
    { text: 'has(app) || has(tier) && has(gone)', expected: 'yes' },
    { text: '(has(app) || has(tier)) && has(gone)', expected: 'no' },
    { text: '!!has(app)', expected: 'yes' },
    { text: "in == 'x' || contains == 'y'", expected: 'no' },
    { text: "tier startswith 'db'", expected: 'yes' },
    { text: "tier endswith'db'", expected: 'no' },
    { text: "tier ends\twith 'main'", expected: 'yes' },
    { text: "app notin {'a'}", expected: 'yes' },
    { text: "not not in {'a'}", expected: 'yes' },
    { text: "app in {'a', 'cart',}", expected: 'yes' },
    { text: `app in {"'", '"'}`, expected: 'no' },
    { text: '! ! !has(gone)', expected: 'yes' },
    { text: '! (has( app)||! has(tier ))', expected: 'no' },
  ])('$text → $expected', ({ text, expected }) => {
    const selector = parseSelector(text);
    expect(selector && matchSelector(selector, subjectOf(CART))).toBe(expected);
  });

  it.each([
    'app',
    'app == cart',
    "app = 'cart'",
    "app == 'cart",
    "app in 'cart'",
    "app == {'cart'}",
    "app in {,'cart'}",
    "app\n== 'cart'",
    "app == 'cart'\n",
    'all ()',
    'has (app)',
    "'cart' == app",
    "app inn {'cart'}",
    "app == 'cart' &",
    'app in {"", ||',
    '()',
    '%',
    "app contains {'c'}",
    'all() all()',
    'all(',
    'has()',
    "has('app')",
    '(all()',
    'all() &&',
    '!',
    '&& all()',
    `${'('.repeat(50_000)}all()${')'.repeat(50_000)}`,
  ])('%s is none', text => {
    expect(parseSelector(text)).toBeUndefined();
  });

  it('takes any text without throwing', () => {
    const pieces = fc.constantFrom(
      'all()',
      'has(app)',
      'app',
      "'x'",
      '"',
      ' == ',
      ' in ',
      'not in',
      '{',
      '}',
      '(',
      ')',
      '!',
      '&&',
      '||',
      ',',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map(parts => parts.join('')),
        ),
        text => {
          const selector = parseSelector(text);
          expect(['yes', 'no', undefined]).toContain(
            selector && matchSelector(selector, subjectOf(CART)),
          );
        },
      ),
    );
  });

  it('reads back what is written, with the same meaning', () => {
    fc.assert(
      fc.property(selectors, labelSets, (selector, labels) => {
        const read = parseSelector(write(selector));
        expect(read && matchSelector(read, subjectOf(labels))).toBe(
          matchSelector(selector, subjectOf(labels)),
        );
      }),
    );
  });

  it('tells with an unknown label only what holds whatever its value is', () => {
    fc.assert(
      fc.property(selectors, labelSets, (selector, labels) => {
        const open = matchSelector(selector, {
          namespaced: true,
          labelOf: key => (key === 'a' ? null : subjectOf(labels).labelOf(key)),
        });
        expect([
          matchSelector(selector, subjectOf(labels)),
          'kind-not-known',
        ]).toContain(open);
      }),
    );
  });
});

function write(selector: Selector): string {
  const quote = (text: string) => `"${text}"`;
  switch (selector.kind) {
    case 'all':
    case 'global':
      return `${selector.kind}()`;
    case 'has':
      return `has(${selector.key})`;
    case 'compare':
      return selector.operator === 'in' || selector.operator === 'not in'
        ? `${selector.key} ${selector.operator} {${selector.values
            .map(quote)
            .join(',')}}`
        : `${selector.key} ${selector.operator} ${quote(selector.values[0])}`;
    case 'not':
      return `!(${write(selector.part)})`;
    default:
      return selector.parts
        .map(part => `(${write(part)})`)
        .join(selector.kind === 'and' ? ' && ' : '||');
  }
}
