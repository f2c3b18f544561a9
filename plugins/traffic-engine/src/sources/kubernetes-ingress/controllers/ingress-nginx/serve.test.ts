import { answerOf, type IngressInput } from './__testUtils__/answerOf';

const HOST = 'shop.example.com';
const TLS = [{ hosts: [HOST], secretName: 'tls' }];

describe('ingress-nginx', () => {
  it.each<{
    name: string;
    ingresses: readonly IngressInput[];
    expected: Readonly<Record<string, string>>;
  }>([
    {
      name: 'reads ImplementationSpecific as Prefix, element by element',
      ingresses: [
        { name: 'a', host: HOST, paths: { '/foo': 'ImplementationSpecific' } },
        { name: 'b', host: HOST, paths: { '/foo': 'Prefix' } },
      ],
      expected: {
        'http://shop.example.com/foo/x': 'a /foo/x',
        'http://shop.example.com/foobar': '404',
      },
    },
    {
      name: 'does not know what NGINX serves of two prefixes that differ by the last slash',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/foo': 'Prefix', '/bar': 'Prefix', '/baz/': 'Exact' },
        },
        {
          name: 'b',
          host: HOST,
          paths: { '/foo/': 'Prefix', '/baz': 'Prefix' },
        },
      ],
      expected: {
        'http://shop.example.com/foo/x': 'unknown',
        'http://shop.example.com/bar': 'a /bar',
        'http://shop.example.com/baz/': 'a /baz/',
      },
    },
    {
      name: 'does not know the status that the default backend gives instead of its own',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/a': 'Prefix' },
          annotations: {
            'custom-http-errors': '404, 503',
            'auth-type': 'basic',
          },
        },
        {
          name: 'b',
          host: HOST,
          paths: { '/b': 'Prefix' },
          annotations: { 'custom-http-errors': '404', 'auth-type': 'basic' },
        },
      ],
      expected: {
        'http://shop.example.com/a': 'unknown',
        'http://shop.example.com/b': '503',
      },
    },
    {
      name: 'prefers an Exact path to an older Prefix of the same path',
      ingresses: [
        { name: 'a', host: HOST, paths: { '/foo': 'Prefix' } },
        { name: 'b', host: HOST, paths: { '/foo': 'Exact' } },
      ],
      expected: {
        'http://shop.example.com/foo': 'b /foo',
        'http://shop.example.com/foo/': 'a /foo/',
      },
    },
    {
      name: 'has app-root for the whole host, before HTTPS, whatever path its Ingress has',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/app': 'Prefix' },
          annotations: { 'app-root': '/app' },
          tls: TLS,
        },
      ],
      expected: {
        'http://shop.example.com/': '302 http://shop.example.com/app',
        'https://shop.example.com/app': 'a /app',
        'https://shop.example.com/other': '404',
      },
    },
    {
      name: 'redirects what no path takes, too, and leaves the last slash out',
      ingresses: [
        { name: 'a', host: HOST, paths: { '/app': 'Prefix' }, tls: TLS },
      ],
      expected: {
        'http://shop.example.com/none/': '308 https://shop.example.com/none',
        'http://shop.example.com/app/': '308 https://shop.example.com/app',
        'http://shop.example.com/app?a=/':
          '308 https://shop.example.com/app?a=',
      },
    },
    {
      name: 'keeps the last slash where it is told to',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/': 'Prefix' },
          tls: TLS,
          annotations: { 'preserve-trailing-slash': 'true' },
        },
      ],
      expected: {
        'http://shop.example.com/': '308 https://shop.example.com/',
      },
    },
    {
      name: 'takes a TLS section that does not name the host for one with the default certificate',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/': 'Prefix' },
          tls: [{ hosts: ['other.example.com'], secretName: 'tls' }],
        },
      ],
      expected: {
        'http://shop.example.com/x': '308 https://shop.example.com/x',
      },
    },
    {
      name: 'finds the certificate of the wildcard host for a host without TLS',
      ingresses: [
        {
          name: 'a',
          host: '*.example.com',
          paths: { '/': 'Prefix' },
          tls: [{ hosts: ['*.example.com'], secretName: 'tls' }],
        },
        { name: 'b', host: HOST, paths: { '/': 'Prefix' } },
      ],
      expected: {
        'http://shop.example.com/x': '308 https://shop.example.com/x',
        'https://shop.example.com/x': 'b /x',
      },
    },
    {
      name: 'does not redirect the server of all other hosts, unless it is forced',
      ingresses: [
        { name: 'a', paths: { '/': 'Prefix' }, tls: [{ secretName: 'tls' }] },
        {
          name: 'b',
          paths: { '/b': 'Prefix' },
          annotations: { 'force-ssl-redirect': 'true' },
        },
      ],
      expected: {
        'http://any.example.org/x': 'a /x',
        'http://any.example.org/b': '308 https://any.example.org/b',
      },
    },
    {
      name: 'gives all other hosts to the oldest default backend without rules, without its redirects',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/a': 'Prefix' },
          defaultBackend: 'own',
        },
        {
          name: 'b',
          defaultBackend: 'older',
          annotations: {
            'permanent-redirect': 'https://gone.example.com',
            'force-ssl-redirect': 'true',
          },
        },
        { name: 'c', defaultBackend: 'younger' },
      ],
      expected: {
        'http://any.example.org/x': 'older /x',
        'http://shop.example.com/x': 'own /x',
      },
    },
    {
      name: 'sends the path on as it came, where nothing rewrites it',
      ingresses: [{ name: 'a', host: HOST, paths: { '/a b': 'Prefix' } }],
      expected: {
        'http://shop.example.com/a%20b/c': 'a /a%20b/c',
        'http://shop.example.com//a%20b/': 'a //a%20b/',
      },
    },
    {
      name: 'asks expressions of one path in the order of age',
      ingresses: [
        { name: 'a', host: HOST, paths: { '/foo': 'Prefix' } },
        {
          name: 'b',
          host: HOST,
          paths: { '/foo': 'Exact' },
          annotations: { 'use-regex': 'true' },
        },
      ],
      expected: {
        'http://shop.example.com/foo/x': 'a /foo/x',
        'http://shop.example.com/foo': 'b /foo',
      },
    },
    {
      name: 'does not take a temporal redirect to anything but a URL',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/': 'Prefix' },
          annotations: {
            'temporal-redirect': '/elsewhere',
            'permanent-redirect': 'https://new.example.com',
          },
        },
      ],
      expected: { 'http://shop.example.com/': 'a /' },
    },
    {
      name: 'redirects to the other name without the last slash',
      ingresses: [
        {
          name: 'a',
          host: HOST,
          paths: { '/': 'Prefix' },
          annotations: { 'from-to-www-redirect': 'true' },
        },
      ],
      expected: {
        'http://www.shop.example.com/': '308 http://shop.example.com',
      },
    },
  ])('$name', ({ ingresses, expected }) => {
    expect(
      Object.fromEntries(
        Object.keys(expected).map(url => [url, answerOf(ingresses, url)]),
      ),
    ).toEqual(expected);
  });
});
