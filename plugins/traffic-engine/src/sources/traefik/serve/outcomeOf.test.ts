import { ask, BETA, KNOWN, route, WEB } from './__testUtils__/askTraefik';

describe('a request at Traefik, and what is done to it', () => {
  it('goes to a TCP router for all names, unless a router of HTTPS names the host', () => {
    const documents = [
      KNOWN,
      route(
        'shop',
        `  entryPoints: [websecure]
  tls: {}
  routes:
    - { match: 'Host(\`a.io\`) && Path(\`/a\`)', ${WEB} }
    - { match: 'PathPrefix(\`/\`)', ${WEB}, priority: 1 }`,
      ),
      route(
        'all',
        `  entryPoints: [websecure]
  tls: { passthrough: true }
  routes:
    - { match: 'HostSNI(\`*\`)', ${BETA} }`,
        'IngressRouteTCP',
      ),
    ];
    expect(ask(documents, 'https://a.io/other')[0]).toContain('shop/web:80');
    expect(ask(documents, 'https://b.io/other')[0]).toContain('shop/beta:80');
  });

  it('cleans the path before any rule sees it', () => {
    const documents = [
      KNOWN,
      route(
        'shop',
        `  entryPoints: [web]
  routes:
    - { match: 'Path(\`/a/b\`)', ${WEB} }`,
      ),
    ];
    expect(ask(documents, 'http://a.io/x/..//a/./b')[0]).toContain(
      'shop/web:80 100 % as a.io/a/b',
    );
  });

  const through = (middlewares: readonly string[], path: string) =>
    ask(
      [
        KNOWN,
        ...middlewares.map(
          (spec, index) => `
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: m${index}, namespace: shop }
spec: ${spec}
`,
        ),
        route(
          'shop',
          `  entryPoints: [web]
  routes:
    - match: PathPrefix(\`/\`)
      middlewares: [${middlewares
        .map((_, index) => `{ name: m${index} }`)
        .join(', ')}]
      ${WEB}`,
        ),
      ],
      `http://a.io${path}`,
    )[0];

  it.each([
    {
      name: 'replaces paths by groups of an expression',
      middlewares: [
        "{ replacePathRegex: { regex: '^/foo/(?P<rest>.*)', replacement: '/bar/${rest}' } }",
      ],
      path: '/foo/x/y',
      expected: 'as a.io/bar/x/y',
    },
    {
      name: 'strips prefixes by expressions',
      middlewares: ["{ stripPrefixRegex: { regex: ['/v[0-9]+'] } }"],
      path: '/v12/x',
      expected: 'as a.io/x',
    },
    {
      name: 'adds a prefix to what is left of a stripped path: nothing',
      middlewares: [
        "{ stripPrefix: { prefixes: ['/foo'] } }",
        "{ addPrefix: { prefix: '/p' } }",
      ],
      path: '/foo',
      expected: 'as a.io/p ',
    },
    {
      name: 'redirects by an expression over the whole URL',
      middlewares: [
        "{ redirectRegex: { regex: '^http://([^/]+)/old/(.*)$', replacement: 'https://new.${1}/$2', permanent: true } }",
      ],
      path: '/old/x?y=z',
      expected: '301 to https://new.a.io/x?y=z',
    },
    {
      name: 'passes on what the expression does not find',
      middlewares: [
        "{ redirectRegex: { regex: '^http://([^/]+)/old/(.*)$', replacement: 'https://new.${1}/$2' } }",
      ],
      path: '/new',
      expected: 'as a.io/new',
    },
    {
      name: 'redirects with the path that earlier middlewares made, and without the usual port',
      middlewares: [
        "{ stripPrefix: { prefixes: ['/foo'] } }",
        "{ redirectScheme: { scheme: https, port: '443' } }",
      ],
      path: '/foo/x',
      expected: '302 to https://a.io/x',
    },
  ])('$name', ({ middlewares, path, expected }) => {
    expect(through(middlewares, path)).toContain(expected);
  });

  it('does not say that nobody listens where the entry points of a router are not known', () => {
    expect(
      ask(
        [route('shop', `  routes: [{ match: 'Host(\`a.io\`)', ${WEB} }]`)],
        'http://a.io/',
      )[0],
    ).toContain('which ones are the default');
    expect(
      ask(
        [route('shop', `  routes: [{ match: 'Host(\`a.io\`)', ${WEB} }]`)],
        'http://b.io/',
      ),
    ).toEqual([expect.stringContaining('No door')]);
  });
});
