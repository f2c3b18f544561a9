import fc from 'fast-check';
import {
  hasPathPrefix,
  matchGatewayPath,
  replacePathPrefix,
  type GatewayPathMatch,
} from './gatewayPath';

describe('matchGatewayPath', () => {
  it.each<{
    name: string;
    match: GatewayPathMatch;
    path: string;
    expected: 'yes' | 'no' | 'uncertain';
  }>([
    {
      name: 'Exact is exact',
      match: { type: 'Exact', value: '/foo' },
      path: '/foo',
      expected: 'yes',
    },
    {
      name: 'Exact minds a trailing slash',
      match: { type: 'Exact', value: '/foo' },
      path: '/foo/',
      expected: 'no',
    },
    {
      name: 'Exact minds case',
      match: { type: 'Exact', value: '/foo' },
      path: '/Foo',
      expected: 'no',
    },
    {
      name: 'a prefix takes itself',
      match: { type: 'PathPrefix', value: '/foo' },
      path: '/foo',
      expected: 'yes',
    },
    {
      name: 'a prefix takes a trailing slash',
      match: { type: 'PathPrefix', value: '/foo' },
      path: '/foo/',
      expected: 'yes',
    },
    {
      name: 'a prefix takes what is below',
      match: { type: 'PathPrefix', value: '/foo' },
      path: '/foo/bar',
      expected: 'yes',
    },
    {
      name: 'a prefix is of elements: /foo does not take /foobar',
      match: { type: 'PathPrefix', value: '/foo' },
      path: '/foobar',
      expected: 'no',
    },
    {
      name: 'a trailing slash of a prefix counts for nothing',
      match: { type: 'PathPrefix', value: '/foo/' },
      path: '/foo',
      expected: 'yes',
    },
    {
      name: 'the root prefix takes all',
      match: { type: 'PathPrefix', value: '/' },
      path: '/foo',
      expected: 'yes',
    },
    {
      name: 'a regular expression that takes all of it does so for everybody',
      match: { type: 'RegularExpression', value: '/foo' },
      path: '/foo',
      expected: 'yes',
    },
    {
      name: 'one that takes a part of it is the implementation’s',
      match: { type: 'RegularExpression', value: '/foo' },
      path: '/foo/bar',
      expected: 'uncertain',
    },
    {
      name: 'a type that the API does not have is the implementation’s',
      match: { type: 'ImplementationSpecific', value: '/foo' },
      path: '/foo',
      expected: 'uncertain',
    },
  ])('$name', ({ match, path, expected }) => {
    expect(matchGatewayPath(match, path)).toBe(expected);
  });

  it('takes a prefix exactly where its elements lead the path’s', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 3 })
      .map(parts => `/${parts.join('/')}`);
    const elements = (text: string) => text.split('/').filter(Boolean);
    fc.assert(
      fc.property(path, path, (prefix, whole) => {
        expect(hasPathPrefix(whole, prefix)).toBe(
          elements(prefix).every((part, i) => elements(whole)[i] === part),
        );
      }),
    );
  });
});

describe('replacePathPrefix', () => {
  // The table of HTTPPathModifier.replacePrefixMatch in the API reference.
  it.each([
    {
      path: '/foo/bar',
      prefix: '/foo',
      replacement: '/xyz',
      expected: '/xyz/bar',
    },
    {
      path: '/foo/bar',
      prefix: '/foo',
      replacement: '/xyz/',
      expected: '/xyz/bar',
    },
    {
      path: '/foo/bar',
      prefix: '/foo/',
      replacement: '/xyz',
      expected: '/xyz/bar',
    },
    {
      path: '/foo/bar',
      prefix: '/foo/',
      replacement: '/xyz/',
      expected: '/xyz/bar',
    },
    { path: '/foo', prefix: '/foo', replacement: '/xyz', expected: '/xyz' },
    { path: '/foo/', prefix: '/foo', replacement: '/xyz', expected: '/xyz/' },
    { path: '/foo/bar', prefix: '/foo', replacement: '', expected: '/bar' },
    { path: '/foo/', prefix: '/foo', replacement: '', expected: '/' },
    { path: '/foo', prefix: '/foo', replacement: '', expected: '/' },
    { path: '/foo/', prefix: '/foo', replacement: '/', expected: '/' },
    { path: '/foo', prefix: '/foo', replacement: '/', expected: '/' },
  ])(
    '$path with $prefix → "$replacement" is $expected',
    ({ path, prefix, replacement, expected }) => {
      expect(replacePathPrefix({ path, prefix, replacement })).toBe(expected);
    },
  );
});
