import {
  ask,
  BETA,
  KNOWN,
  route,
  traefikWith,
  WEB,
} from './__testUtils__/askTraefik';

describe('a request at Traefik', () => {
  const byLength = [
    KNOWN,
    route(
      'shop',
      `  entryPoints: [web]
  routes:
    - { match: 'Host(\`a.io\`)', ${WEB} }
    - { match: 'Host(\`a.io\`) && PathPrefix(\`/api\`)', ${BETA} }
    - { match: 'Host(\`a.io\`) && PathPrefix(\`/api/v1\`) && Method(\`POST\`)', ${WEB} }
    - { match: 'Host(\`b.io\`)', ${WEB}, priority: 1000 }`,
    ),
  ];

  it('goes to the router with the longest rule of those that take it, and says why the others lost', () => {
    expect(ask(byLength, 'http://a.io/api/v1')).toEqual([
      '  answer  via entry point web  →  shop/beta:80 100 % as a.io/api/v1  [IngressRoute shop/shop spec.routes[1]]',
      '  lost  IngressRoute shop/shop spec.routes[3]  it is for another host',
      '  lost  IngressRoute shop/shop spec.routes[2]  it is for another method',
      '  lost  IngressRoute shop/shop spec.routes[0]  its priority is lower (priority 12)',
    ]);
  });

  it('goes to a router with a higher priority of its own', () => {
    const [answer, ...lost] = ask(
      [
        ...byLength,
        route(
          'first',
          `  entryPoints: [web]
  routes: [{ match: 'PathPrefix(\`/\`)', priority: 500, ${BETA} }]`,
        ),
      ],
      'http://a.io/api/v1',
    );
    expect(answer).toContain('[IngressRoute shop/first spec.routes[0]]');
    expect(lost).toContain(
      '  lost  IngressRoute shop/shop spec.routes[1]  its priority is lower (priority 34)',
    );
  });

  it('is answered 404 where no router takes it', () => {
    expect(ask(byLength, 'http://c.io/')[0]).toBe(
      '  answer  via entry point web  →  404: No router at this entry point takes the request.',
    );
  });

  it('is answered by nobody on a port that no entry point has', () => {
    expect(ask(byLength, 'http://a.io:81/')[0]).toMatch(
      / {2}problem {2}No door/,
    );
  });

  it('is not known where two routers of one priority take it', () => {
    expect(
      ask(
        [
          KNOWN,
          route(
            'a',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', ${WEB} }]`,
          ),
          route(
            'b',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', ${BETA} }]`,
          ),
        ],
        'http://a.io/',
      )[0],
    ).toContain('have the same priority, 12, and Traefik gives them no order.');
  });

  it('is not known where a rule that cannot be read comes first, and known where it comes later', () => {
    const broken = (priority: number) =>
      ask(
        [
          ...byLength,
          route(
            'broken',
            `  entryPoints: [web]\n  routes: [{ match: 'Model(\`a\`)', priority: ${priority}, ${WEB} }]`,
          ),
        ],
        'http://a.io/',
      )[0];
    expect(broken(999)).toContain(
      'not known: It is not known whether IngressRoute shop/broken',
    );
    expect(broken(1)).toContain('[IngressRoute shop/shop spec.routes[0]]');
  });

  it.each([
    { match: 'Host(', isV3: true },
    { match: 'Host(`a.io`, `b.io`)', isV3: true },
    { match: 'HostRegexp(`(a`)', isV3: true },
    { match: 'HostRegexp(`(a`)', isV3: false },
  ])(
    'passes by the router of $match, which Traefik refuses (v3: $isV3)',
    ({ match, isV3 }) => {
      expect(
        ask(
          [
            isV3 ? byLength[0] : byLength[0].replace('v3.7.9', 'latest'),
            byLength[1],
            route(
              'broken',
              `  entryPoints: [web]\n  routes: [{ match: '${match}', priority: 999, ${WEB} }]`,
            ),
          ],
          'http://a.io/',
        )[0],
      ).toContain('[IngressRoute shop/shop spec.routes[0]]');
    },
  );

  it('does not know what a Traefik of another release makes of several values', () => {
    expect(
      ask(
        [
          byLength[0].replace('v3.7.9', 'v2.11'),
          route(
            'two',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`, \`b.io\`)', ${WEB} }]`,
          ),
        ],
        'http://a.io/',
      )[0],
    ).toContain('not known');
  });

  it('passes by a router that is not built', () => {
    const [answer, ...lost] = ask(
      [
        ...byLength,
        route(
          'gone',
          `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', priority: 999, services: [{ name: gone, port: 80 }] }]`,
        ),
      ],
      'http://a.io/',
    );
    expect(answer).toContain('[IngressRoute shop/shop spec.routes[0]]');
    expect(lost).toContain(
      '  lost  IngressRoute shop/gone spec.routes[0]  it is not attached',
    );
  });

  it('gets 503 from a service without endpoints, whose router is only there when that is allowed', () => {
    const idle = route(
      'idle',
      `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: idle, port: 80 }] }]`,
    );
    const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: idle-1, namespace: shop, labels: { kubernetes.io/service-name: idle } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: []
`;
    expect(ask([KNOWN, idle, slice], 'http://a.io/')[0]).toContain(
      'shop/idle:80 100 % ✗ 503',
    );
    expect(
      ask([traefikWith('--api=true'), idle, slice], 'http://a.io/')[0],
    ).toContain('404: No router');
    expect(ask([idle, slice], 'http://a.io/')[0]).toContain(
      '(not known whether it answers)',
    );
  });

  it('is redirected by its entry point before any router, and by a middleware of the one that wins', () => {
    expect(
      ask(
        [
          KNOWN,
          route(
            'old',
            `  entryPoints: [old]\n  routes: [{ match: 'Host(\`a.io\`)', ${WEB} }]`,
          ),
        ],
        'http://a.io:8081/x?y=1',
        { method: 'POST' },
      )[0],
    ).toBe(
      '  answer  via entry point old  →  307 to https://a.io/x?y=1: The entry point redirects all requests.',
    );
    expect(
      ask(
        [
          KNOWN,
          route(
            'secure',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', middlewares: [{ name: to-https }], ${WEB} }]`,
          ),
          `
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: to-https, namespace: shop }
spec: { redirectScheme: { scheme: https, permanent: true } }
`,
        ],
        'http://a.io/x',
      )[0],
    ).toContain('301 to https://a.io/x: A middleware redirects.');
  });

  it('reaches its backend with the path that middlewares leave', () => {
    expect(
      ask(
        [
          KNOWN,
          route(
            'api',
            `  entryPoints: [web]\n  routes: [{ match: 'PathPrefix(\`/api\`)', middlewares: [{ name: paths }, { name: more }], ${WEB} }]`,
          ),
          `
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: paths, namespace: shop }
spec: { stripPrefix: { prefixes: [/api] } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: more, namespace: shop }
spec: { addPrefix: { prefix: /v1 } }
`,
        ],
        'http://a.io/api/carts',
      )[0],
    ).toContain('shop/web:80 100 % as a.io/v1/carts');
  });

  it('goes by server name to TCP before HTTP, and to the TCP router for all names after it', () => {
    const documents = [
      KNOWN,
      route(
        'https',
        `  entryPoints: [websecure]\n  tls: {}\n  routes: [{ match: 'Host(\`a.io\`) || Host(\`db.io\`)', ${WEB} }]`,
      ),
      route(
        'tcp',
        `  entryPoints: [websecure]\n  tls: { passthrough: true }\n  routes:\n    - { match: 'HostSNI(\`db.io\`)', ${BETA} }\n    - { match: 'HostSNI(\`*\`)', ${BETA} }`,
        'IngressRouteTCP',
      ),
    ];
    expect(ask(documents, 'https://db.io/')[0]).toContain(
      '[IngressRouteTCP shop/tcp spec.routes[0]]',
    );
    expect(ask(documents, 'https://a.io/')[0]).toContain(
      '[IngressRoute shop/https spec.routes[0]]',
    );
    expect(ask(documents, 'https://c.io/')[0]).toContain(
      '[IngressRouteTCP shop/tcp spec.routes[1]]',
    );
    expect(ask(documents, 'tls://c.io:443')[0]).toContain(
      '[IngressRouteTCP shop/tcp spec.routes[1]]',
    );
  });

  it('goes through a parent to its child, and nowhere where no child takes it', () => {
    const documents = [
      KNOWN,
      route(
        'gate',
        `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)' }]`,
      ),
      route(
        'child',
        `  parentRefs: [{ name: gate }]\n  routes: [{ match: 'PathPrefix(\`/in\`)', ${WEB} }]`,
      ),
      route(
        'wide',
        `  entryPoints: [web]\n  routes: [{ match: 'PathPrefix(\`/\`)', priority: 1, ${BETA} }]`,
      ),
    ];
    expect(ask(documents, 'http://a.io/in/1')[0]).toContain(
      '[IngressRoute shop/child spec.routes[0]]',
    );
    expect(ask(documents, 'http://a.io/out')[0]).toContain('404');
  });

  it('goes to the last of the entries of one object with the same rule', () => {
    const twins = (last: string) => [
      KNOWN,
      route(
        'shop',
        `  entryPoints: [web]
  routes:
    - { match: 'Host(\`a.io\`)', ${WEB} }
    - { match: 'Host(\`a.io\`)', ${last} }`,
      ),
    ];
    expect(ask(twins(BETA), 'http://a.io/')[0]).toContain('shop/beta:80');
    expect(
      ask(twins('services: [{ name: gone, port: 80 }]'), 'http://a.io/')[0],
    ).toContain('shop/web:80');
    // Traefik names the router before it looks for the middleware.
    expect(
      ask(twins(`${BETA}, middlewares: [{ name: gone }]`), 'http://a.io/')[0],
    ).toContain('404');
  });

  it.each([
    { match: 'Host(`a.io`, `b.io`)', url: 'http://b.io/', is: true },
    { match: 'HostHeader(`a.io`)', url: 'http://a.io/', is: true },
    { match: 'Host(`*.io`)', url: 'http://a.io/', is: false },
    {
      match: 'HostRegexp(`{sub:[a-z]+}.A.io`)',
      url: 'http://x.a.io/',
      is: true,
    },
    { match: 'HostRegexp(`{sub}.a.io`)', url: 'http://x.y.a.io/', is: false },
    { match: 'HostRegexp(`a.io`)', url: 'http://axio/', is: false },
    { match: 'Path(`/a/{id:[0-9]+}`)', url: 'http://a.io/a/12', is: true },
    { match: 'Path(`/a/{id:[0-9]+}`)', url: 'http://a.io/a/12/b', is: false },
    { match: 'PathPrefix(`/a/{id}/`)', url: 'http://a.io/a/12/b', is: true },
    { match: 'PathPrefix(`/a`, `/b`)', url: 'http://a.io/bc', is: true },
    { match: 'Query(`k=1`, `l=`)', url: 'http://a.io/?k=1&l', is: true },
    // Only the first value is asked, where v3 asks all.
    { match: 'Query(`k=1`)', url: 'http://a.io/?k=2&k=1', is: false },
    { match: 'Query(`k={v:[0-9]+}`)', url: 'http://a.io/?k=12', is: true },
    { match: '!(Method(`POST`, `PUT`))', url: 'http://a.io/', is: true },
  ])('reads $match of the syntax of v2: $url $is', ({ match, url, is }) => {
    const [answer] = ask(
      [
        KNOWN,
        route(
          'r',
          `  entryPoints: [web]\n  routes: [{ match: '${match}', syntax: v2, ${WEB} }]`,
        ),
      ],
      url,
    );
    expect(answer).toContain(is ? 'shop/web:80 100 %' : '404');
  });

  it('leaves out the router of a rule that Traefik refuses for its values', () => {
    const refused = (match: string, kind?: string) =>
      ask(
        [
          KNOWN,
          route(
            'r',
            `  entryPoints: [web]\n  routes: [{ match: '${match}', ${WEB} }]`,
            kind,
          ),
        ],
        'http://a.io/',
      )[0];
    expect(refused('ClientIP(`1`)')).toContain('404');
    expect(refused('!Host(`á.io`)')).toContain('404');
    expect(refused('!HostSNI(`a b`)', 'IngressRouteTCP')).toContain('404');
  });

  it('is sent to the address of the Service with nativeLB, whether pods are ready or not', () => {
    const native = [
      traefikWith('--providers.kubernetescrd.allowEmptyServices=false'),
      route(
        'r',
        `  entryPoints: [web]
  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: idle, port: 80, nativeLB: true }] }]`,
      ),
    ];
    expect(ask(native, 'http://a.io/')[0]).toContain('shop/idle:80');
  });
});
