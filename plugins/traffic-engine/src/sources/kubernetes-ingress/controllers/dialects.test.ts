import { explainRequestIn } from '../../../request/explainRequestIn';

interface Case {
  name: string;
  controller: string;
  ingresses: readonly {
    name: string;
    annotations?: Readonly<Record<string, string>>;
    createdAt?: string;
    host: string;
    /** No paths where absent. */
    path?: string;
    pathType?: string;
    /** Whether its own Service is its default backend too. */
    hasDefault?: true;
    tls?: readonly object[];
  }[];
  url: string;
  expected: string;
}

const COMMUNITY = 'haproxy-ingress.github.io/controller';
const F5 = 'nginx.org/ingress-controller';
const KONG = 'ingress-controllers.konghq.com/kong';
/** Of which no IngressClass is needed. */
const GKE = 'gce';
const HOST = 'shop.example.com';

function answerOf({ controller, ingresses, url }: Case): string {
  const { answers } = explainRequestIn(
    [
      ...(controller === GKE
        ? []
        : [
            {
              apiVersion: 'networking.k8s.io/v1',
              kind: 'IngressClass',
              metadata: { name: 'web' },
              spec: { controller },
            },
          ]),
      ...ingresses.flatMap(input => [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: {
            name: input.name,
            namespace: 'shop',
            annotations: {
              ...input.annotations,
              ...(controller === GKE
                ? { 'kubernetes.io/ingress.class': GKE }
                : {}),
            },
            creationTimestamp: input.createdAt,
          },
          spec: {
            ...(controller === GKE ? {} : { ingressClassName: 'web' }),
            tls: input.tls,
            ...(input.hasDefault
              ? {
                  defaultBackend: {
                    service: { name: input.name, port: { number: 80 } },
                  },
                }
              : {}),
            rules: [
              {
                host: input.host,
                ...(input.path === undefined
                  ? {}
                  : {
                      http: {
                        paths: [
                          {
                            path: input.path,
                            pathType: input.pathType ?? 'Prefix',
                            backend: {
                              service: {
                                name: input.name,
                                port: { number: 80 },
                              },
                            },
                          },
                        ],
                      },
                    }),
              },
            ],
          },
        },
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: input.name, namespace: 'shop' },
          spec: { selector: { app: input.name }, ports: [{ port: 80 }] },
        },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            name: input.name,
            namespace: 'shop',
            labels: { 'kubernetes.io/service-name': input.name },
          },
          addressType: 'IPv4',
          ports: [{ name: '', port: 80 }],
          endpoints: [{ addresses: ['10.0.0.1'] }],
        },
      ]),
    ],
    { method: 'GET', url, headers: {} },
    { complete: true },
  );
  const { outcome, winner } =
    answers.find(({ source }) => source === 'kubernetes-ingress') ?? {};
  switch (outcome?.kind) {
    case 'forward':
      return outcome.shares.map(({ backend }) => backend.name).join(', ');
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    case 'unknown':
      return winner ? `perhaps ${winner.object.name}` : outcome.why;
    default:
      return outcome?.kind ?? 'nothing';
  }
}

const key = (name: string) => `haproxy-ingress.github.io/${name}`;
const TLS = [{ hosts: [HOST], secretName: 'tls' }];

describe('what a controller makes of Ingresses', () => {
  it.each<Case>([
    {
      name: 'HAProxy Ingress: the default path type has no upper and lower case',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/App',
          pathType: 'ImplementationSpecific',
        },
      ],
      url: 'http://shop.example.com/app1',
      expected: 'a',
    },
    {
      name: 'HAProxy Ingress: a path type in upper case',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/app',
          pathType: 'ImplementationSpecific',
          annotations: { [key('path-type')]: 'Prefix' },
        },
      ],
      url: 'http://shop.example.com/app1',
      expected: '404',
    },
    {
      name: 'HAProxy Ingress: redirect-to in place of the backend',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/',
          annotations: {
            [key('redirect-to')]: 'https://new.example.com/login',
          },
        },
      ],
      url: 'http://shop.example.com/x?y',
      expected: '302 https://new.example.com/login',
    },
    {
      name: 'HAProxy Ingress: app-root for / alone',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/app',
          annotations: { [key('app-root')]: '/app' },
        },
      ],
      url: 'http://shop.example.com/',
      expected: '302 /app',
    },
    {
      name: 'HAProxy Ingress: a code of redirects is a key of its ConfigMap alone',
      controller: COMMUNITY,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/',
          tls: TLS,
          annotations: { [key('ssl-redirect-code')]: '308' },
        },
      ],
      url: 'http://shop.example.com/x',
      expected: '302 https://shop.example.com/x',
    },
    {
      name: 'HAProxy Ingress: challenges of ACME are not redirected',
      controller: COMMUNITY,
      ingresses: [{ name: 'a', host: HOST, path: '/', tls: TLS }],
      url: 'http://shop.example.com/.well-known/acme-challenge/x',
      expected: 'a',
    },
    {
      name: 'HAProxy Ingress: a wider host takes what no path of the own host takes',
      controller: COMMUNITY,
      ingresses: [
        { name: 'a', host: HOST, path: '/a' },
        { name: 'b', host: '*.example.com', path: '/' },
      ],
      url: 'http://shop.example.com/b',
      expected: 'b',
    },
    {
      name: 'F5: of two minions with one path the oldest has it',
      controller: F5,
      ingresses: [
        {
          name: 'younger',
          createdAt: '2026-01-03T00:00:00Z',
          host: HOST,
          path: '/a',
          annotations: { 'nginx.org/mergeable-ingress-type': 'minion' },
        },
        {
          name: 'older',
          createdAt: '2026-01-02T00:00:00Z',
          host: HOST,
          path: '/a',
          pathType: 'Exact',
          annotations: { 'nginx.org/mergeable-ingress-type': 'minion' },
        },
        {
          name: 'master',
          createdAt: '2026-01-01T00:00:00Z',
          host: HOST,
          annotations: { 'nginx.org/mergeable-ingress-type': 'master' },
        },
      ],
      url: 'http://shop.example.com/a',
      expected: 'older',
    },
    {
      name: 'F5: a wildcard host stands for several labels',
      controller: F5,
      ingresses: [{ name: 'a', host: '*.example.com', path: '/' }],
      url: 'http://a.b.example.com/',
      expected: 'a',
    },
    {
      name: 'F5: a master with a path is refused, and its minions have none',
      controller: F5,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/a',
          annotations: { 'nginx.org/mergeable-ingress-type': 'minion' },
        },
        {
          name: 'master',
          host: HOST,
          path: '/',
          annotations: { 'nginx.org/mergeable-ingress-type': 'master' },
        },
      ],
      url: 'http://shop.example.com/a',
      expected: '404',
    },
    {
      name: 'F5: an Ingress that is refused has no host, so that a younger one has it',
      controller: F5,
      ingresses: [
        {
          name: 'refused',
          createdAt: '2026-01-01T00:00:00Z',
          host: HOST,
          path: '/{id}',
        },
        {
          name: 'younger',
          createdAt: '2026-01-02T00:00:00Z',
          host: HOST,
          path: '/',
        },
      ],
      url: 'http://shop.example.com/a',
      expected: 'younger',
    },
    {
      name: 'F5: a default backend takes the rest of its own hosts',
      controller: F5,
      ingresses: [{ name: 'a', host: HOST, path: '/a', hasDefault: true }],
      url: 'http://shop.example.com/rest',
      expected: 'a',
    },
    {
      name: 'F5: a default backend takes nothing of other hosts',
      controller: F5,
      ingresses: [{ name: 'a', host: HOST, path: '/a', hasDefault: true }],
      url: 'http://other.example.com/a',
      expected: '404',
    },
    {
      name: 'F5: nor of a host that another Ingress has inside its wildcard',
      controller: F5,
      ingresses: [
        { name: 'a', host: '*.example.com', path: '/a', hasDefault: true },
        { name: 'b', host: HOST, path: '/b' },
      ],
      url: 'http://shop.example.com/rest',
      expected: '404',
    },
    {
      name: 'Kong: a wildcard host stands for several labels',
      controller: KONG,
      ingresses: [{ name: 'a', host: '*.example.com', path: '/' }],
      url: 'http://a.b.example.com/',
      expected: 'a',
    },
    {
      name: 'Kong: without http among its protocols, with or without a TLS section',
      controller: KONG,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/',
          annotations: { 'konghq.com/protocols': 'https' },
        },
      ],
      url: 'http://shop.example.com/',
      expected: '426 https://shop.example.com/',
    },
    {
      name: 'GKE: a wildcard host stands for several labels',
      controller: GKE,
      ingresses: [{ name: 'a', host: '*.example.com', path: '/' }],
      url: 'http://a.b.example.com/',
      expected: 'perhaps a',
    },
    {
      name: 'GKE: a wildcard at the end of a path',
      controller: GKE,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/a/*',
          pathType: 'ImplementationSpecific',
        },
      ],
      url: 'http://shop.example.com/a/b',
      expected: 'perhaps a',
    },
    {
      name: 'GKE: a wildcard at the end of a path does not take the path without its slash',
      controller: GKE,
      ingresses: [
        {
          name: 'a',
          host: HOST,
          path: '/a/*',
          pathType: 'ImplementationSpecific',
        },
      ],
      url: 'http://shop.example.com/a',
      expected: 'whether a controller serves this class is not known',
    },
    {
      name: 'GKE: no path is every path',
      controller: GKE,
      ingresses: [
        { name: 'a', host: HOST, path: '', pathType: 'ImplementationSpecific' },
      ],
      url: 'http://shop.example.com/a',
      expected: 'perhaps a',
    },
  ])('$name', input => {
    expect(answerOf(input)).toBe(input.expected);
  });
});
