import {
  requestExplanationSchema,
  requestQuestionSchema,
} from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { renderRequest } from '../../../request/renderRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS } from '../..';
import { traefik } from '..';

const SERVICES = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: beta, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: idle, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: beta-1, namespace: shop, labels: { kubernetes.io/service-name: beta } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.2] }]
`;

function traefikWith(flag: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: traefik, namespace: traefik }
spec:
  selector: { matchLabels: { app: traefik } }
  template:
    metadata: { labels: { app: traefik } }
    spec:
      containers:
        - name: traefik
          image: traefik:v3.7.9
          args:
            - --entryPoints.web.address=:80
            - --entryPoints.websecure.address=:443
            - --entryPoints.plain.address=:8080
            - --entryPoints.old.address=:8081
            - --entryPoints.old.http.redirections.entryPoint.to=:443
            - --entryPoints.old.http.redirections.entryPoint.permanent=false
            - ${flag}
`;
}

function route(name: string, spec: string, kind = 'IngressRoute'): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
${spec}
`;
}

function ask(
  documents: readonly string[],
  url: string,
  question: Readonly<Record<string, unknown>> = {},
): string[] {
  const explanation = explainRequest({
    snapshots: [
      snapshotFrom([SERVICES, ...documents].join('\n---\n'), {
        kinds: ALL_READS,
      }),
    ],
    sources: [traefik],
    question: requestQuestionSchema.parse({ url, ...question }),
  });
  expect(requestExplanationSchema.parse(explanation)).toEqual(explanation);
  return renderRequest(explanation).trimEnd().split('\n').slice(1);
}

const KNOWN = traefikWith('--providers.kubernetescrd.allowEmptyServices=true');
const WEB = 'services: [{ name: web, port: 80 }]';
const BETA = 'services: [{ name: beta, port: 80 }]';

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
            `  entryPoints: [web]\n  routes: [{ match: 'Host(', priority: ${priority}, ${WEB} }]`,
          ),
        ],
        'http://a.io/',
      )[0];
    expect(broken(999)).toContain(
      'not known: It is not known whether IngressRoute shop/broken',
    );
    expect(broken(1)).toContain('[IngressRoute shop/shop spec.routes[0]]');
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
});

/** SEMANTICS.md B.8, the column of Traefik v3. */
describe('the trap table', () => {
  const serves = (match: string, url: string, more = '') =>
    ask(
      [
        KNOWN,
        route(
          'r',
          `  entryPoints: [web]\n  routes: [{ match: '${match}', ${WEB} }]`,
        ),
        more,
      ].filter(Boolean),
      url,
    )[0].includes('shop/web:80 100 % as');

  it('a prefix /foo matches /foobar', () =>
    expect(serves('PathPrefix(`/foo`)', 'http://a.io/foobar')).toBe(true));

  it('*.x does not match a.b.x', () =>
    expect(serves('Host(`*.x.io`)', 'http://a.b.x.io/')).toBe(false));

  it('*.x does not match x, and matches a.x', () => {
    expect(serves('Host(`*.x.io`)', 'http://x.io/')).toBe(false);
    expect(serves('Host(`*.x.io`)', 'http://a.x.io/')).toBe(true);
  });

  it('the winner has the longest rule, or the highest priority', () => {
    const two = (priority: string) => [
      KNOWN,
      route(
        'two',
        `  entryPoints: [web]\n  routes:\n    - { match: 'Host(\`a.io\`)', ${WEB}${priority} }\n    - { match: 'Host(\`a.io\`) && Path(\`/x\`)', ${BETA} }`,
      ),
    ];
    expect(ask(two(''), 'http://a.io/x')[0]).toContain('shop/beta');
    expect(ask(two(', priority: 99'), 'http://a.io/x')[0]).toContain(
      'shop/web',
    );
  });

  it('a rule without Host is for any host', () =>
    expect(serves('Path(`/x`)', 'http://any.io/x')).toBe(true));

  it('a backend in another namespace needs a flag', () => {
    const far = route(
      'far',
      `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: pay, namespace: payments, port: 80 }] }]`,
    );
    const pay = `
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: payments }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: pay-1, namespace: payments, labels: { kubernetes.io/service-name: pay } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.3] }]
`;
    const withFlag = traefikWith(
      '--providers.kubernetescrd.allowCrossNamespace=true',
    );
    expect(ask([withFlag, far, pay], 'http://a.io/')[0]).toContain(
      'payments/pay:80 100 % as',
    );
    expect(ask([KNOWN, far, pay], 'http://a.io/')[0]).toContain('404');
    expect(ask([far, pay], 'http://a.io/')[0]).toContain('not known');
  });

  it('a TLS Secret is of the own namespace always', () => {
    const routes = traefik.resolve(
      snapshotFrom(
        [
          KNOWN,
          route(
            's',
            `  entryPoints: [websecure]\n  tls: { secretName: cert, store: { name: default, namespace: other } }\n  routes: [{ match: 'Host(\`a.io\`)', ${WEB} }]`,
          ),
        ].join('\n---\n'),
        { kinds: ALL_READS },
      ),
    ).routes;
    expect(routes.map(({ tls }) => tls.certificates[0].ref)).toEqual([
      expect.objectContaining({ namespace: 'shop', name: 'cert' }),
    ]);
  });

  it('an invalid backend drops its router', () =>
    expect(
      ask(
        [
          KNOWN,
          route(
            'half',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: web, port: 80 }, { name: gone, port: 80 }] }]`,
          ),
        ],
        'http://a.io/',
      )[0],
    ).toContain('404'));

  it('weights are of a TraefikService, or of the services of a route', () =>
    expect(
      ask(
        [
          KNOWN,
          route(
            'w',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: canary, kind: TraefikService }] }]`,
          ),
          `
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: canary, namespace: shop }
spec: { weighted: { services: [{ name: web, port: 80, weight: 3 }, { name: beta, port: 80 }] } }
`,
        ],
        'http://a.io/',
      )[0],
    ).toContain('shop/web:80 75 % as a.io/, shop/beta:80 25 %'));
});

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
