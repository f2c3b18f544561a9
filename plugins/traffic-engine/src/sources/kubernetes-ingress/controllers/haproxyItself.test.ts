import {
  answerOfClass,
  type IngressInput,
} from '../__testUtils__/answerOfClass';

const TECH = 'haproxy.org/ingress-controller/web';
const COMMUNITY = 'haproxy-ingress.github.io/controller';
const ann = (name: string) => `haproxy-ingress.github.io/${name}`;
const HOST = 'shop.example.com';
const WILD = '*.example.com';

/**
 * What HAProxy 2.6 answers with the maps that the controllers write for these Ingresses; tried with 8,000 requests to 300 sets of
 * Ingresses, path types and hosts at random.
 */
describe('HAProxy itself', () => {
  it.each<{
    name: string;
    controller: string;
    ingresses: readonly IngressInput[];
    expected: Readonly<Record<string, string>>;
  }>([
    {
      name: 'HAProxy: a path of its own without its last slash, and a prefix before it',
      controller: TECH,
      ingresses: [
        {
          name: 'shop',
          rules: {
            [HOST]: [
              '/foo/ ImplementationSpecific a',
              '/foo Prefix b',
              '/bar/ ImplementationSpecific c',
              '/bar Exact a',
            ],
          },
        },
      ],
      expected: {
        [`http://${HOST}/foobar`]: 'a',
        [`http://${HOST}/foo/x`]: 'b',
        [`http://${HOST}/foo`]: 'unknown',
        [`http://${HOST}/bar`]: 'a',
        [`http://${HOST}/barbaz`]: 'c',
      },
    },
    {
      name: 'HAProxy: a path without its Service is no path, and a host without paths no host',
      controller: TECH,
      ingresses: [
        {
          name: 'shop',
          rules: {
            [HOST]: ['/ Prefix missing'],
            'other.example.com': ['/x Prefix missing', '/ Prefix a'],
            '': ['/ Prefix b'],
          },
        },
      ],
      expected: {
        [`http://${HOST}/`]: 'b',
        'http://other.example.com/x': 'a',
        'http://x.example.org/': 'b',
      },
    },
    {
      name: 'HAProxy: its own host alone is asked',
      controller: TECH,
      ingresses: [
        {
          name: 'shop',
          rules: { [HOST]: ['/x Prefix a'], [WILD]: ['/ Prefix b'] },
        },
      ],
      expected: {
        [`http://${HOST}/`]: '404',
        'http://other.example.com/': 'b',
        'http://a.b.example.com/': '404',
      },
    },
    {
      name: 'HAProxy: a TLS section redirects its whole Ingress, to the port that clients use',
      controller: TECH,
      ingresses: [
        {
          name: 'shop',
          tlsHosts: [HOST],
          rules: { [HOST]: ['/ Prefix a'], 'b.example.org': ['/ Prefix b'] },
        },
        {
          name: 'port',
          annotations: {
            'haproxy.org/ssl-redirect': 'true',
            'haproxy.org/ssl-redirect-port': '443',
            'haproxy.org/ssl-redirect-code': '301',
          },
          rules: { 'port.example.org': ['/ Prefix c'] },
        },
        { name: 'plain', rules: { 'plain.example.org': ['/ Prefix c'] } },
      ],
      expected: {
        [`http://${HOST}/x?y=1`]: `302 https://${HOST}:8443/x?y=1`,
        'http://b.example.org/': '302 https://b.example.org:8443/',
        'https://b.example.org/': 'b',
        'http://port.example.org/': '301 https://port.example.org/',
        'http://plain.example.org/': 'c',
        'https://plain.example.org/': 'c',
      },
    },
    {
      name: 'HAProxy: request-redirect keeps path and query',
      controller: TECH,
      ingresses: [
        {
          name: 'shop',
          annotations: {
            'haproxy.org/request-redirect': 'https://new.example.com:8443',
            'haproxy.org/request-redirect-code': '303',
          },
          rules: { [HOST]: ['/ Prefix a'] },
        },
      ],
      expected: {
        [`http://${HOST}/x?y`]: '303 https://new.example.com:8443/x?y',
      },
    },
    {
      name: 'HAProxy Ingress: by length among types, exact ones first, expressions last',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'shop',
          rules: {
            [HOST]: [
              '/foo Prefix a',
              '/foo/b ImplementationSpecific b',
              '/foo/bar Exact c',
            ],
          },
        },
        {
          name: 'expressions',
          annotations: { [ann('path-type')]: 'regex' },
          rules: {
            [HOST]: [
              '/foo/bar/.* ImplementationSpecific c',
              '/item/[0-9]+$ ImplementationSpecific c',
            ],
          },
        },
      ],
      expected: {
        [`http://${HOST}/foo/x`]: 'a',
        [`http://${HOST}/FOO/Bx`]: 'b',
        [`http://${HOST}/foo/bar`]: 'c',
        [`http://${HOST}/foo/bar/z`]: 'b',
        [`http://${HOST}/item/12`]: 'c',
        [`http://${HOST}/item/12x`]: '404',
      },
    },
    {
      name: 'HAProxy Ingress: a prefix of a wildcard host is a plain text, and longer than an exact path',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'shop',
          rules: {
            [WILD]: ['/foo Prefix a', '/foo Exact b', '/dir/ Prefix c'],
            [HOST]: ['/own Prefix c'],
          },
        },
      ],
      expected: {
        [`http://${HOST}/foobar`]: 'a',
        [`http://${HOST}/foo`]: 'a',
        [`http://${HOST}/own/x`]: 'c',
        [`http://${HOST}/dir`]: '404',
        'http://a.shop.example.com/foo': '404',
      },
    },
    {
      name: 'HAProxy Ingress: the older Ingress has a path, and the default backend is one',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'young',
          day: 2,
          defaultBackend: 'b',
          rules: { [HOST]: ['/ Prefix b', '/gone Prefix missing'] },
        },
        {
          name: 'zold',
          defaultBackend: 'a',
          rules: { [HOST]: ['/ Prefix a'] },
        },
      ],
      expected: {
        [`http://${HOST}/x`]: 'a',
        [`http://${HOST}/gone`]: 'a',
        'http://elsewhere.example.org/': 'a',
      },
    },
    {
      name: 'HAProxy Ingress: TLS is of the host, by its name, in whatever Ingress',
      controller: COMMUNITY,
      ingresses: [
        { name: 'one', tlsHosts: [HOST], rules: { [HOST]: ['/ Prefix a'] } },
        { name: 'two', day: 2, rules: { [HOST]: ['/b Prefix b'] } },
        {
          name: 'wild',
          tlsHosts: ['*.example.org'],
          rules: { 'a.example.org': ['/ Prefix a'] },
        },
        {
          name: 'always',
          annotations: { [ann('ssl-always-add-https')]: 'true' },
          rules: { 'always.example.org': ['/ Prefix c'] },
        },
      ],
      expected: {
        [`http://${HOST}/b`]: `302 https://${HOST}/b`,
        [`https://${HOST}/b`]: 'b',
        'http://a.example.org/': 'a',
        'https://a.example.org/': '404',
        'https://always.example.org/': 'c',
      },
    },
    {
      name: 'HAProxy Ingress: other names of a host, and what may take any',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'shop',
          annotations: { [ann('server-alias')]: 'alias.example.org' },
          rules: { [HOST]: ['/ Prefix a'] },
        },
        {
          name: 'tcp',
          annotations: { [ann('tcp-service-port')]: '9000' },
          rules: { '': ['/ Prefix b'] },
        },
      ],
      expected: {
        'http://alias.example.org/x': 'a',
        'http://elsewhere.example.org/': '404',
      },
    },
    {
      name: 'HAProxy Ingress: a redirect from hosts that were not read',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'shop',
          annotations: { [ann('redirect-from-regex')]: '^old' },
          rules: { [HOST]: ['/ Prefix a'] },
        },
      ],
      expected: {
        [`http://${HOST}/`]: 'a',
        'http://old.example.org/': 'unknown',
      },
    },
  ])('$name', ({ controller, ingresses, expected }) => {
    const urls = Object.keys(expected);
    expect(
      Object.fromEntries(
        urls.map(url => [url, answerOfClass(controller, ingresses, { url })]),
      ),
    ).toEqual(expected);
  });
});
