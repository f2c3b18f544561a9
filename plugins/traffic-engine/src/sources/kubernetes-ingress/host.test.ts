import { coversHost, readHost } from './host';

describe('readHost', () => {
  it.each([
    { host: null, expected: { kind: 'any', value: '' } },
    { host: '', expected: { kind: 'any', value: '' } },
    {
      host: 'Shop.Example.COM',
      expected: { kind: 'exact', value: 'shop.example.com' },
    },
    {
      host: '*.Example.com',
      expected: { kind: 'wildcard', value: '*.example.com' },
    },
  ])('$host', ({ host, expected }) => {
    expect(readHost(host)).toEqual(expected);
  });
});

describe('coversHost', () => {
  it.each([
    { name: 'equal', outer: 'a.x.com', inner: 'a.x.com', expected: true },
    { name: 'other case', outer: 'A.X.com', inner: 'a.x.com', expected: true },
    { name: 'different', outer: 'a.x.com', inner: 'b.x.com', expected: false },
    { name: 'any covers all', outer: '', inner: 'a.x.com', expected: true },
    {
      name: 'any covers a wildcard',
      outer: '',
      inner: '*.x.com',
      expected: true,
    },
    {
      name: 'one host does not cover any',
      outer: 'a.x.com',
      inner: '',
      expected: false,
    },
    {
      name: 'a wildcard is one label',
      outer: '*.x.com',
      inner: 'a.x.com',
      expected: true,
    },
    {
      name: 'a wildcard is not two labels',
      outer: '*.x.com',
      inner: 'a.b.x.com',
      expected: false,
    },
    {
      name: 'a wildcard is not no label',
      outer: '*.x.com',
      inner: 'x.com',
      expected: false,
    },
    {
      name: 'a wildcard ends at a dot',
      outer: '*.x.com',
      inner: 'ax.com',
      expected: false,
    },
    {
      name: 'an empty label is none',
      outer: '*.x.com',
      inner: '.x.com',
      expected: false,
    },
    {
      name: 'a wildcard covers itself',
      outer: '*.x.com',
      inner: '*.x.com',
      expected: true,
    },
    {
      name: 'a wildcard covers no deeper wildcard',
      outer: '*.x.com',
      inner: '*.a.x.com',
      expected: false,
    },
  ])('$name', ({ outer, inner, expected }) => {
    expect(coversHost(readHost(outer), readHost(inner))).toBe(expected);
  });
});
