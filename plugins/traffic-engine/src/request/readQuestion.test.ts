import { requestQuestionSchema } from '@portolan/plugin-traffic-common';
import fc from 'fast-check';
import { readQuestion } from './readQuestion';

const read = (question: Readonly<Record<string, unknown>>) =>
  readQuestion(requestQuestionSchema.parse(question));

describe('readQuestion', () => {
  it.each([
    {
      name: 'the port of https',
      question: { url: 'https://Shop.Example.com/cart?a=1#top' },
      expected: {
        scheme: 'https',
        host: 'shop.example.com',
        port: 443,
        path: '/cart',
        query: 'a=1',
        sni: 'shop.example.com',
      },
    },
    {
      name: 'the port of http, and no server name',
      question: { url: 'http://shop.example.com' },
      expected: { port: 80, path: '/', query: '', sni: undefined },
    },
    {
      name: 'a port of its own, though it is the scheme’s',
      question: { url: 'http://shop.example.com:80/' },
      expected: { port: 80 },
    },
    {
      name: 'the port of another scheme',
      question: { url: 'https://shop.example.com:80/' },
      expected: { port: 80 },
    },
    {
      name: 'an international name in its ASCII form',
      question: { url: 'grpcs://bücher.example/a.B/C' },
      expected: {
        host: 'xn--bcher-kva.example',
        sni: 'xn--bcher-kva.example',
        method: 'POST',
        path: '/a.B/C',
      },
    },
    {
      name: 'dot segments, which a client resolves',
      question: { url: 'https://shop.example.com/a/../b c' },
      expected: { path: '/b%20c' },
    },
    {
      name: 'an IPv6 address, which is no server name',
      question: { url: 'https://[2001:DB8::1]:8443/' },
      expected: { host: '2001:db8::1', port: 8443, sni: undefined },
    },
    {
      name: 'a port without a host',
      question: { url: 'tcp://:5432' },
      expected: { scheme: 'tcp', host: '', port: 5432 },
    },
    {
      name: 'a Host header, while the handshake keeps the name of the URL',
      question: {
        url: 'https://a.example.com/',
        headers: { Host: 'B.example.com:8443' },
      },
      expected: { host: 'b.example.com', sni: 'a.example.com' },
    },
    {
      name: 'a server name of its own',
      question: { url: 'https://a.example.com/', sni: 'B.example.com' },
      expected: { host: 'a.example.com', sni: 'b.example.com' },
    },
    {
      name: 'header names in lower case, repeated ones joined',
      question: {
        url: 'http://a.example.com',
        headers: { 'X-A': '1', 'x-a': ' 2 ' },
        method: 'get',
      },
      expected: { headers: { 'x-a': '1, 2' }, method: 'GET' },
    },
  ])('reads $name', ({ question, expected }) => {
    const result = read(question);
    expect('request' in result ? result.request : result).toMatchObject(
      Object.fromEntries(
        Object.entries(expected).filter(([, value]) => value !== undefined),
      ),
    );
    expect('request' in result && 'sni' in result.request).toBe(
      'sni' in expected
        ? expected.sni !== undefined
        : 'request' in result && result.request.scheme.endsWith('s'),
    );
  });

  it.each([
    { question: { url: 'shop.example.com/cart' }, says: 'is no URL' },
    { question: { url: 'ftp://a.example.com' }, says: 'The scheme of' },
    { question: { url: 'constructor://a' }, says: 'The scheme of' },
    { question: { url: 'https://a.example.com:0' }, says: 'this is "0"' },
    { question: { url: 'https://a.example.com:70000' }, says: '"70000"' },
    { question: { url: 'https://a.example.com:web' }, says: '"web"' },
    { question: { url: 'tcp://a.example.com' }, says: 'no port of its own' },
    { question: { url: 'https:///cart' }, says: 'is no host' },
    { question: { url: 'https://a b/' }, says: 'is no host' },
    { question: { url: 'https://*.example.com/' }, says: 'is a pattern' },
    { question: { url: 'https://me:pw@a.example.com/' }, says: 'user name' },
    {
      question: { url: 'http://a.example.com', sni: 'b' },
      says: 'no TLS handshake',
    },
    {
      question: { url: 'http://a.example.com', method: 'G T' },
      says: 'is no HTTP method',
    },
    {
      question: { url: 'http://a.example.com', headers: { 'a b': '1' } },
      says: 'is no name of a header',
    },
    {
      question: { url: 'http://a.example.com', headers: { a: '1\r\nb: 2' } },
      says: 'control character',
    },
    {
      question: { url: 'http://a.example.com', clientAddress: 'home' },
      says: 'is no IP address',
    },
  ])('says what is wrong with $question', ({ question, says }) => {
    const result = read(question);
    expect('problem' in result && result.problem).toContain(says);
    expect('problem' in result && result.problem).not.toContain('pw');
  });

  it('gives a request or a sentence for every text', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map(s => `https://${s}`),
        ),
        fc.dictionary(fc.string(), fc.string()),
        (url, headers) => {
          const result = readQuestion({ method: 'GET', url, headers });
          expect(
            'request' in result
              ? result.request.path.startsWith('/') && result.request.port > 0
              : /\.$/.test(result.problem),
          ).toBe(true);
        },
      ),
      { numRuns: 2000, seed: 20261121 },
    );
  });
});
