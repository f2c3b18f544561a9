import { explainRequestIn } from '../../../request/explainRequestIn';

interface Case {
  name: string;
  controller: string;
  ingresses: readonly {
    name: string;
    annotations?: Readonly<Record<string, string>>;
    createdAt?: string;
    host: string;
    path: string;
    pathType?: string;
    tls?: readonly object[];
  }[];
  url: string;
  expected: string;
}

const COMMUNITY = 'haproxy-ingress.github.io/controller';
const F5 = 'nginx.org/ingress-controller';
const HOST = 'shop.example.com';

function answerOf({ controller, ingresses, url }: Case): string {
  const { answers } = explainRequestIn(
    [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'web' },
        spec: { controller },
      },
      ...ingresses.flatMap(input => [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: {
            name: input.name,
            namespace: 'shop',
            annotations: input.annotations,
            creationTimestamp: input.createdAt,
          },
          spec: {
            ingressClassName: 'web',
            tls: input.tls,
            rules: [
              {
                host: input.host,
                http: {
                  paths: [
                    {
                      path: input.path,
                      pathType: input.pathType ?? 'Prefix',
                      backend: {
                        service: { name: input.name, port: { number: 80 } },
                      },
                    },
                  ],
                },
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
  const outcome = answers.find(
    ({ source }) => source === 'kubernetes-ingress',
  )?.outcome;
  switch (outcome?.kind) {
    case 'forward':
      return outcome.shares.map(({ backend }) => backend.name).join(', ');
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    case 'unknown':
      return outcome.why;
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
      name: 'HAProxy Ingress: a wider host is a matter of strict-host',
      controller: COMMUNITY,
      ingresses: [
        { name: 'a', host: HOST, path: '/a' },
        { name: 'b', host: '*.example.com', path: '/' },
      ],
      url: 'http://shop.example.com/b',
      expected:
        'whether a wider host takes what no path of the own host takes is up to strict-host in the ConfigMap of the controller',
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
          path: '/',
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
  ])('$name', input => {
    expect(answerOf(input)).toBe(input.expected);
  });
});
