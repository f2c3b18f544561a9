import { toConditions } from '../sources/gateway-api/facts/conditions';
import { compareConditions, decodeVerdict } from './decodeVerdict';

const at = '2026-01-02T03:04:05Z';
const accepted = {
  type: 'Accepted',
  status: 'True',
  reason: 'Accepted',
  observedGeneration: 2,
  lastTransitionTime: at,
};
const crdDefault = {
  type: 'Programmed',
  status: 'Unknown',
  reason: 'Pending',
  lastTransitionTime: '1970-01-01T00:00:00Z',
};
const decode = (
  conditions: Parameters<typeof toConditions>[0],
  generation: number | undefined = 2,
) =>
  decodeVerdict({
    conditions: toConditions(conditions),
    generation,
    controller: 'example.com/controller',
  });

describe('decodeVerdict', () => {
  it.each([
    {
      name: 'no condition: nobody has looked',
      conditions: [],
      expected: 'none',
    },
    { name: 'null: nobody has looked', conditions: null, expected: 'none' },
    {
      name: 'only what the CRD wrote',
      conditions: [crdDefault],
      expected: 'pending',
    },
    {
      name: 'an older generation',
      conditions: [{ ...accepted, observedGeneration: 1 }],
      expected: 'pending',
    },
    {
      name: 'one condition of several is older',
      conditions: [
        accepted,
        { ...accepted, type: 'ResolvedRefs', observedGeneration: 1 },
      ],
      expected: 'pending',
    },
    {
      name: 'the current generation',
      conditions: [accepted],
      expected: 'reported',
    },
    {
      name: 'a controller that does not say which generation',
      conditions: [{ ...accepted, observedGeneration: null }],
      expected: 'reported',
    },
    {
      name: 'what a controller said beside what the CRD wrote',
      conditions: [accepted, crdDefault],
      expected: 'reported',
    },
  ])('$name', ({ conditions, expected }) => {
    expect(decode(conditions).state).toBe(expected);
  });

  it('keeps the newest transition and leaves out what the CRD wrote', () => {
    expect(
      decode([
        accepted,
        crdDefault,
        {
          ...accepted,
          type: 'ResolvedRefs',
          status: 'odd',
          lastTransitionTime: '2026-03-01T00:00:00Z',
        },
      ]),
    ).toEqual({
      state: 'reported',
      controller: 'example.com/controller',
      at: '2026-03-01T00:00:00Z',
      conditions: [
        { type: 'Accepted', status: 'True', reason: 'Accepted' },
        { type: 'ResolvedRefs', status: 'Unknown', reason: 'Accepted' },
      ],
    });
  });
});

describe('compareConditions', () => {
  const says = (status: string) => decode([{ ...accepted, status }]);

  it.each([
    {
      name: 'the same status',
      ours: 'True',
      reported: says('True'),
      expected: 'agree',
    },
    {
      name: 'another status',
      ours: 'False',
      reported: says('True'),
      expected: 'disagree',
    },
    {
      name: 'we do not know',
      ours: 'Unknown',
      reported: says('True'),
      expected: 'not-comparable',
    },
    {
      name: 'the controller does not know',
      ours: 'True',
      reported: says('Unknown'),
      expected: 'not-comparable',
    },
    {
      name: 'nobody has looked',
      ours: 'True',
      reported: decode([]),
      expected: 'not-comparable',
    },
  ] as const)('$name', ({ ours, reported, expected }) => {
    expect(
      compareConditions(
        [{ type: 'Accepted', status: ours, reason: '' }],
        reported,
      ),
    ).toBe(expected);
  });

  it('compares nothing that only one speaks about', () => {
    expect(
      compareConditions(
        [{ type: 'ResolvedRefs', status: 'False', reason: '' }],
        says('True'),
      ),
    ).toBe('not-comparable');
  });
});
