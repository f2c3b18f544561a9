import { matchDomain } from './domains';

describe('matchDomain', () => {
  it.each([
    { domain: 'rates.example', host: 'Rates.example.', expected: 'yes' },
    { domain: 'rates.example', host: 'a.rates.example', expected: 'no' },
    { domain: '*.google.com', host: 'www.google.com', expected: 'yes' },
    { domain: '*.google.com', host: 'www.ipv6.google.com', expected: 'yes' },
    { domain: '*.google.com', host: 'google.com', expected: 'no' },
    { domain: 'www.*.com', host: 'www.sun.com', expected: 'yes' },
    { domain: 'www.*.com', host: 'www.com', expected: 'no' },
    { domain: 'www.google.*', host: 'www.google.net', expected: 'yes' },
    { domain: 'a.*.b', host: 'a.x.y.b', expected: 'yes' },
    { domain: 'a.*.b', host: 'a.x.y.c', expected: 'no' },
    { domain: 'w*.b', host: 'ww.b', expected: 'policy-not-readable' },
    { domain: '*.*.b', host: 'x.y.b', expected: 'policy-not-readable' },
    { domain: '*.b', host: '*.b', expected: 'yes' },
    { domain: 'x.b', host: '*.b', expected: 'depends-on-address' },
    { domain: 'x.c', host: '*.b', expected: 'no' },
  ])('$domain means $host: $expected', ({ domain, host, expected }) => {
    expect(matchDomain(domain, { kind: 'host', host })).toBe(expected);
  });

  it('means an address only by what its name resolves to', () => {
    expect(matchDomain('x.b', { kind: 'address', ip: '192.0.2.1' })).toBe(
      'depends-on-address',
    );
  });
});
