import { matchLabels, type LabelSelector } from './labels';

const labels = { app: 'cart', tier: 'web', empty: '' };

describe('matchLabels', () => {
  it.each<{ name: string; selector: LabelSelector; expected: boolean }>([
    { name: 'an empty selector selects all', selector: {}, expected: true },
    {
      name: 'all matchLabels must hold',
      selector: { matchLabels: { app: 'cart', tier: 'db' } },
      expected: false,
    },
    {
      name: 'an empty value is a value',
      selector: { matchLabels: { empty: '' } },
      expected: true,
    },
    {
      name: 'an empty value does not match an absent key',
      selector: { matchLabels: { absent: '' } },
      expected: false,
    },
    {
      name: 'In needs one of the values',
      selector: {
        matchExpressions: [
          { key: 'app', operator: 'In', values: ['x', 'cart'] },
        ],
      },
      expected: true,
    },
    {
      name: 'NotIn holds for an absent key',
      selector: {
        matchExpressions: [{ key: 'absent', operator: 'NotIn', values: ['x'] }],
      },
      expected: true,
    },
    {
      name: 'NotIn refuses a listed value',
      selector: {
        matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['cart'] }],
      },
      expected: false,
    },
    {
      name: 'Exists holds for an empty value',
      selector: { matchExpressions: [{ key: 'empty', operator: 'Exists' }] },
      expected: true,
    },
    {
      name: 'DoesNotExist refuses a present key',
      selector: {
        matchExpressions: [{ key: 'empty', operator: 'DoesNotExist' }],
      },
      expected: false,
    },
    {
      name: 'labels and expressions are joined by and',
      selector: {
        matchLabels: { app: 'cart' },
        matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }],
      },
      expected: false,
    },
    {
      name: 'a key of the object prototype is no label',
      selector: { matchExpressions: [{ key: 'toString', operator: 'Exists' }] },
      expected: false,
    },
  ])('$name', ({ selector, expected }) => {
    expect(matchLabels(selector, labels)).toBe(expected);
  });

  it('takes an object without labels as one with none', () => {
    expect(matchLabels({}, undefined)).toBe(true);
    expect(matchLabels({ matchLabels: { a: 'b' } }, undefined)).toBe(false);
  });
});
