import { readLabelSelector } from './readLabelSelector';

describe('readLabelSelector', () => {
  it.each([
    { name: 'absent selects all', value: undefined, expected: {} },
    { name: 'null selects all', value: null, expected: {} },
    {
      name: 'null parts count as absent',
      value: { matchLabels: null, matchExpressions: null },
      expected: { matchLabels: {}, matchExpressions: [] },
    },
    {
      name: 'all operators',
      value: {
        matchLabels: { app: 'cart' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['a', 'b'] },
          { key: 'tier', operator: 'NotIn', values: ['c'] },
          { key: 'canary', operator: 'Exists' },
          { key: 'legacy', operator: 'DoesNotExist', values: null },
        ],
      },
      expected: {
        matchLabels: { app: 'cart' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['a', 'b'] },
          { key: 'tier', operator: 'NotIn', values: ['c'] },
          { key: 'canary', operator: 'Exists' },
          { key: 'legacy', operator: 'DoesNotExist' },
        ],
      },
    },
  ])('$name', ({ value, expected }) => {
    expect(readLabelSelector(value, 'spec.s')).toEqual({
      ok: true,
      selector: expected,
    });
  });

  it.each([
    { name: 'a text', value: 'app=cart', path: 'spec.s' },
    { name: 'an unknown field', value: { app: 'cart' }, path: 'spec.s.app' },
    {
      name: 'a label that is a number',
      value: { matchLabels: { app: 1 } },
      path: 'spec.s.matchLabels',
    },
    {
      name: 'expressions that are no list',
      value: { matchExpressions: {} },
      path: 'spec.s.matchExpressions',
    },
    {
      name: 'an expression without a key',
      value: { matchExpressions: [{ operator: 'Exists' }] },
      path: 'spec.s.matchExpressions[0]',
    },
    {
      name: 'an unknown operator',
      value: {
        matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }],
      },
      path: 'spec.s.matchExpressions[0]',
    },
    {
      name: 'In without values',
      value: { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
      path: 'spec.s.matchExpressions[0]',
    },
    {
      name: 'Exists with values',
      value: {
        matchExpressions: [{ key: 'a', operator: 'Exists', values: ['1'] }],
      },
      path: 'spec.s.matchExpressions[0]',
    },
  ])('refuses $name', ({ value, path }) => {
    expect(readLabelSelector(value, 'spec.s')).toMatchObject({
      ok: false,
      problem: { path },
    });
  });
});
