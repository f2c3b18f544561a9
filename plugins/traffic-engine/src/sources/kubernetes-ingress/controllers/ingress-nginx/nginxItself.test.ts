import { answerOf, type IngressInput } from './__testUtils__/answerOf';

const HOST = 'shop.example.com';
const shop = (
  paths: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>> = {},
): IngressInput => ({ name: 'shop', host: HOST, paths, annotations });

/** What NGINX 1.22 answers with the configuration that the controller writes; tried with 50,000 requests. */
describe('NGINX itself', () => {
  it.each<{
    name: string;
    ingresses: readonly IngressInput[];
    expected: Readonly<Record<string, string>>;
  }>([
    {
      name: 'looks for a host without its last dot, and names it so in its own redirects',
      ingresses: [shop({ '/cart/': 'Exact' })],
      expected: {
        'http://shop.example.com./cart/': 'shop /cart/',
        'http://shop.example.com./cart': '301 http://shop.example.com/cart/',
      },
    },
    {
      name: 'encodes a rewritten path again where anything in it was encoded',
      ingresses: [shop({ '/(.*)': 'Prefix' }, { 'rewrite-target': '/new/$1' })],
      expected: {
        [`http://${HOST}/a%20b/%C3%A9`]: 'shop /new/a%20b/%C3%A9',
        [`http://${HOST}/a%2520b%3Fc`]: 'shop /new/a%2520b%3Fc',
        [`http://${HOST}/a/%66oo`]: 'shop /new/a/foo',
        [`http://${HOST}/a|b`]: 'shop /new/a|b',
      },
    },
    {
      name: 'leaves a question mark in a redirect as it is',
      ingresses: [
        shop(
          { '/(.*)': 'Prefix' },
          { 'rewrite-target': 'http://x.example/$1' },
        ),
      ],
      expected: {
        [`http://${HOST}/a%3Fb%20c`]: '302 http://x.example/a?b%20c',
      },
    },
    {
      name: 'refuses a path above the root before it redirects to another host',
      ingresses: [shop({ '/': 'Prefix' }, { 'from-to-www-redirect': 'true' })],
      expected: {
        [`http://www.${HOST}/..%2f`]: '400',
        [`http://www.${HOST}/x`]: `308 http://${HOST}/x`,
      },
    },
    {
      name: 'redirects to the start page of the port that was asked',
      ingresses: [shop({ '/': 'Prefix' }, { 'app-root': '/start' })],
      expected: {
        [`http://${HOST}:8080/`]: `302 http://${HOST}:8080/start`,
      },
    },
    {
      name: 'takes the longest alias with a wildcard',
      ingresses: [
        {
          name: 'wide',
          host: 'wide.example.com',
          paths: { '/': 'Prefix' },
          annotations: { 'server-alias': '*.example.org' },
        },
        {
          name: 'narrow',
          host: 'narrow.example.com',
          paths: { '/': 'Prefix' },
          annotations: { 'server-alias': '*.eu.example.org' },
        },
      ],
      expected: {
        'http://a.eu.example.org/': 'narrow /',
        'http://a.us.example.org/': 'wide /',
      },
    },
    {
      name: 'has the root before an Exact of it among expressions, whoever claims it',
      ingresses: [
        shop({ '/': 'Exact', '/x': 'Prefix' }, { 'use-regex': 'true' }),
        { name: 'root', host: HOST, paths: { '/': 'Prefix' } },
        {
          name: 'any',
          paths: { '/': 'Exact', '/y': 'Prefix' },
          annotations: { 'use-regex': 'true' },
        },
      ],
      expected: {
        [`http://${HOST}/`]: 'root /',
        [`http://${HOST}/x`]: 'shop /x',
        'http://elsewhere.example/': '404',
        'http://elsewhere.example/y': 'any /y',
      },
    },
    {
      name: 'answers health checks for hosts without a server, unless a longer path takes them',
      ingresses: [
        shop({ '/': 'Prefix' }),
        { name: 'any', paths: { '/': 'Prefix', '/healthz/deep': 'Prefix' } },
      ],
      expected: {
        [`http://${HOST}/healthz`]: 'shop /healthz',
        'http://elsewhere.example/healthz': '200',
        'http://elsewhere.example/healthzz': '200',
        'http://elsewhere.example/healthz/deep/x': 'any /healthz/deep/x',
        'http://elsewhere.example/nginx_status': '403',
      },
    },
  ])('$name', ({ ingresses, expected }) => {
    const urls = Object.keys(expected);
    expect(
      Object.fromEntries(urls.map(url => [url, answerOf(ingresses, url)])),
    ).toEqual(expected);
  });
});
