import fc from 'fast-check';
import {
  matchPorts,
  splitPorts,
  type PortQuestion,
  type PortRule,
} from './port';

const range = (from: number, to = from, protocol = 'TCP'): PortRule => ({
  protocol,
  port: { kind: 'range', from, to },
});
const named = (name: string, protocol = 'TCP'): PortRule => ({
  protocol,
  port: { kind: 'named', name },
});
const any = (protocol: string): PortRule => ({
  protocol,
  port: { kind: 'any' },
});
const ask = (port: number, more: Partial<PortQuestion> = {}): PortQuestion => ({
  from: port,
  to: port,
  protocol: 'TCP',
  namedPorts: null,
  ...more,
});
const web = [{ name: 'web', port: 8080, protocol: 'TCP' }];

describe('matchPorts', () => {
  it.each([
    {
      name: 'no list is any port',
      rules: [],
      question: ask(80),
      expected: 'yes',
    },
    {
      name: 'a number',
      rules: [range(80)],
      question: ask(80),
      expected: 'yes',
    },
    {
      name: 'another number',
      rules: [range(80)],
      question: ask(81),
      expected: 'no',
    },
    {
      name: 'another protocol',
      rules: [range(80, 80, 'UDP')],
      question: ask(80),
      expected: 'no',
    },
    {
      name: 'every port of a protocol',
      rules: [any('UDP')],
      question: ask(9, { protocol: 'UDP' }),
      expected: 'yes',
    },
    {
      name: 'the last port of a range',
      rules: [range(80, 90)],
      question: ask(90),
      expected: 'yes',
    },
    {
      name: 'beyond a range',
      rules: [range(80, 90)],
      question: ask(91),
      expected: 'no',
    },
    {
      name: 'a name, on a pod that has it',
      rules: [named('web')],
      question: ask(8080, { namedPorts: web }),
      expected: 'yes',
    },
    {
      name: 'a name, for another port of the pod',
      rules: [named('web')],
      question: ask(80, { namedPorts: web }),
      expected: 'no',
    },
    {
      name: 'a name of another protocol',
      rules: [named('web', 'UDP')],
      question: ask(8080, { protocol: 'UDP', namedPorts: web }),
      expected: 'no',
    },
    {
      name: 'a name, on a pod that lacks it',
      rules: [named('web')],
      question: ask(8080, { namedPorts: [] }),
      expected: 'no',
    },
    {
      name: 'a name, where there is no pod',
      rules: [named('web')],
      question: ask(8080),
      expected: 'depends-on-named-port',
    },
    {
      name: 'a name, beside a number that matches',
      rules: [named('web'), range(8080)],
      question: ask(8080),
      expected: 'yes',
    },
    {
      name: 'an entry that could not be read',
      rules: ['unreadable' as const],
      question: ask(80),
      expected: 'policy-not-readable',
    },
  ])('$name: $expected', ({ rules, question, expected }) => {
    expect(matchPorts(rules, question)).toBe(expected);
  });
});

describe('splitPorts', () => {
  const port = fc.integer({ min: 1, max: 40 });
  const portRange = fc
    .tuple(port, port)
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

  it('gives pieces that make up the range, and that no rule splits', () => {
    fc.assert(
      fc.property(portRange, fc.array(portRange), (asked, ranges) => {
        const rules = ranges.map(({ from, to }) => range(from, to));
        const pieces = splitPorts(asked, rules, null);
        expect(
          pieces.flatMap(({ from, to }) =>
            Array.from({ length: to - from + 1 }, (_, i) => from + i),
          ),
        ).toEqual(
          Array.from(
            { length: asked.to - asked.from + 1 },
            (_, i) => asked.from + i,
          ),
        );
        expect(
          pieces.flatMap(piece =>
            rules.map(rule =>
              matchPorts([rule], {
                ...piece,
                protocol: 'TCP',
                namedPorts: null,
              }),
            ),
          ),
        ).not.toContain('depends-on-port');
      }),
    );
  });

  it('cuts where a named port lies', () => {
    expect(splitPorts({ from: 1, to: 65535 }, [named('web')], web)).toEqual([
      { from: 1, to: 8079 },
      { from: 8080, to: 8080 },
      { from: 8081, to: 65535 },
    ]);
  });
});
