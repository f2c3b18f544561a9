import { fqdnPattern } from './fqdn';

describe('fqdnPattern', () => {
  it.each([
    ['*', 'a.b.example', true],
    ['api.example.com', 'API.example.com.', true],
    ['*.example.com', 'api.example.com', true],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'example.com', false],
    ['**.example.com', 'a.b.example.com', true],
    ['**.example.com', 'api.example.com', true],
    ['**.example.com', 'example.com', false],
    ['api-*.example.com', 'api-eu.example.com', true],
    ['api-*.example.com', 'api-eu.west.example.com', false],
    ['*example.com', 'myexample.com', true],
    ['a.b', 'axb', false],
    ['**', 'a.b.example', true],
    ['***', 'example', true],
    ['***.example.com', 'a.b.example.com', true],
    ['***.example.com', 'example.com', false],
    ['a**.example.com', 'ab.c.example.com', false],
    ['a**.example.com', 'abc.example.com', true],
    ['**example.com', 'a.example.com', false],
    ['*.*.example.com', '_http._tcp.example.com', true],
    ['*.ex*.com', 'a.exact.com', true],
    ['*.ex*.com', 'exact.com', false],
  ])('%s and %s: %s', (pattern, host, matches) => {
    expect(fqdnPattern(pattern)(host)).toBe(matches);
  });
});
