import { explainRequestIn } from '../../../../request/explainRequestIn';

interface Case {
  name: string;
  annotations: Readonly<Record<string, string>>;
  path?: string;
  pathType?: string;
  method?: string;
  client?: string;
  url?: string;
  /** Beside the Service `web` without an endpoint, where that is said. */
  isWebDown?: true;
  tls?: readonly object[];
  secrets?: readonly object[];
  expected: string;
}

const INGRESS_CLASS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'k8s.io/ingress-nginx' },
};

function serviceOf(name: string, ready: boolean): readonly object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop' },
      spec: { selector: { app: name }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name,
        namespace: 'shop',
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 80 }],
      endpoints: ready ? [{ addresses: ['10.0.0.1'] }] : [],
    },
  ];
}

/** What ingress-nginx answers for shop.example.com, whose one Ingress has these annotations. */
function answerOf(input: Case): string {
  const { annotations, path = '/', pathType = 'Prefix', tls } = input;
  const { answers } = explainRequestIn(
    [
      INGRESS_CLASS,
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          name: 'web',
          namespace: 'shop',
          annotations: Object.fromEntries(
            Object.entries(annotations).map(([key, value]) => [
              `nginx.ingress.kubernetes.io/${key}`,
              value,
            ]),
          ),
        },
        spec: {
          ingressClassName: 'nginx',
          tls,
          rules: [
            {
              host: 'shop.example.com',
              http: {
                paths: [
                  {
                    path,
                    pathType,
                    backend: { service: { name: 'web', port: { number: 80 } } },
                  },
                ],
              },
            },
          ],
        },
      },
      ...serviceOf('web', !input.isWebDown),
      ...serviceOf('sorry', true),
      ...(input.secrets ?? []),
    ],
    {
      method: input.method ?? 'GET',
      url: input.url ?? 'http://shop.example.com/a?b=c',
      headers: {},
      ...(input.client === undefined ? {} : { clientAddress: input.client }),
    },
    { complete: true },
  );
  const [{ outcome }] = answers;
  switch (outcome.kind) {
    case 'forward':
      return outcome.shares
        .map(({ backend, path: sent, status, outcome: state }) =>
          state === 'failed'
            ? `failed ${status ?? 'by the network'}`
            : `${backend.name} ${sent}`,
        )
        .join(', ');
    case 'respond':
      return `${outcome.status} ${outcome.location ?? ''}`.trim();
    default:
      return outcome.kind;
  }
}

const certificate = (...names: string[]) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: {
    secretName: 'shop-tls',
    dnsNames: names,
    issuerRef: { name: 'internal' },
  },
  status: { notAfter: '2030-01-01T00:00:00Z' },
});

const secret = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
});

const TLS = [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }];

describe('values of annotations of ingress-nginx', () => {
  it.each<Case>([
    {
      name: 'a redirect with a variable: the Ingress is left out',
      annotations: { 'permanent-redirect': 'https://new.io$request_uri' },
      expected: '404',
    },
    {
      name: 'a boolean of from-to-www-redirect that is none: left out',
      annotations: { 'from-to-www-redirect': 'yes' },
      expected: '404',
    },
    {
      name: 'an alias with a space in it: left out',
      annotations: { 'server-alias': 'a b.example.com' },
      expected: '404',
    },
    {
      name: 'a permanent redirect that the temporal one hides is not looked at',
      annotations: {
        'temporal-redirect': 'https://new.io/x',
        'permanent-redirect': 'https://new.io$request_uri',
      },
      expected: '302 https://new.io/x',
    },
    {
      name: 'an empty value is not checked',
      annotations: { 'permanent-redirect': '', 'server-alias': '' },
      expected: 'web /a',
    },
    {
      name: 'a rewrite with a query is none, and makes no expressions',
      annotations: { 'rewrite-target': '/$2?module=x' },
      path: '/A',
      expected: '404',
    },
    {
      name: 'a rewrite to a URL is a redirect, with the query',
      annotations: { 'rewrite-target': 'https://new.io/$1' },
      path: '/(.*)',
      pathType: 'ImplementationSpecific',
      expected: '302 https://new.io/a?b=c',
    },
    {
      name: 'a rewrite to the path itself is one for what lies below',
      annotations: { 'rewrite-target': '/a' },
      path: '/a',
      url: 'http://shop.example.com/A/b',
      expected: 'web /a',
    },
    {
      name: 'a rewrite to an exact path itself is none',
      annotations: { 'rewrite-target': '/a' },
      path: '/a',
      pathType: 'Exact',
      url: 'http://shop.example.com/a',
      expected: 'web /a',
    },
    {
      name: 'use-regex that is neither true nor false is false',
      annotations: { 'use-regex': 'yes' },
      path: '/A',
      expected: '404',
    },
    {
      name: 'app-root that is no path',
      annotations: { 'app-root': '/start?x' },
      url: 'http://shop.example.com/',
      expected: 'web /',
    },
    {
      name: 'an address list that cannot be read',
      annotations: { 'whitelist-source-range': '10.0.0.0/8,office' },
      client: '10.0.0.1',
      expected: '503',
    },
    {
      name: 'the newer of two address lists alone',
      annotations: {
        'whitelist-source-range': '10.0.0.0/8',
        'allowlist-source-range': '192.0.2.0/24',
      },
      client: '10.0.0.1',
      expected: '403',
    },
    {
      name: 'a missing endpoint before an address that is kept out',
      annotations: { 'allowlist-source-range': '192.0.2.0/24' },
      client: '10.0.0.1',
      isWebDown: true,
      expected: 'failed 503',
    },
    {
      name: 'authentication without the Secret',
      annotations: { 'auth-type': 'basic', 'auth-secret': 'users' },
      expected: '503',
    },
    {
      name: 'authentication with the Secret',
      annotations: { 'auth-type': 'basic', 'auth-secret': 'shop/users' },
      secrets: [secret('users')],
      expected: 'web /a',
    },
    {
      name: 'authentication with a Secret of another namespace',
      annotations: { 'auth-type': 'basic', 'auth-secret': 'other/users' },
      secrets: [secret('users')],
      expected: '503',
    },
    {
      name: 'an unknown kind of authentication: left out',
      annotations: { 'auth-type': 'none', 'auth-secret': 'users' },
      expected: '404',
    },
    {
      name: 'a preflight request is answered here',
      annotations: { 'enable-cors': 'true' },
      method: 'OPTIONS',
      expected: '204',
    },
    {
      name: 'OPTIONS without CORS goes on',
      annotations: { 'enable-cors': 'false' },
      method: 'OPTIONS',
      expected: 'web /a',
    },
    {
      name: 'a redirect to a path gets the host',
      annotations: { 'permanent-redirect': '/new' },
      expected: '301 http://shop.example.com/new',
    },
    {
      name: 'a redirect to a path without the host',
      annotations: {
        'permanent-redirect': '/new',
        'relative-redirects': 'true',
      },
      expected: '301 /new',
    },
    {
      name: 'another Service where no endpoint is ready',
      annotations: { 'default-backend': 'sorry' },
      isWebDown: true,
      expected: 'sorry /a',
    },
    {
      name: 'another Service that does not exist',
      annotations: { 'default-backend': 'gone' },
      isWebDown: true,
      expected: 'failed 503',
    },
    {
      name: 'the address of the Service, whoever is behind it',
      annotations: { 'service-upstream': 'true', 'default-backend': 'sorry' },
      isWebDown: true,
      expected: 'failed by the network',
    },
    {
      name: 'an alias that the certificate is for',
      annotations: { 'server-alias': 'store.example.com' },
      tls: TLS,
      secrets: [
        secret('shop-tls'),
        certificate('shop.example.com', '*.example.com'),
      ],
      url: 'http://store.example.com/a',
      expected: '308 https://store.example.com/a',
    },
    {
      name: 'an alias that the certificate is not for',
      annotations: { 'server-alias': 'store.example.com' },
      tls: TLS,
      secrets: [secret('shop-tls'), certificate('shop.example.com')],
      url: 'http://store.example.com/a',
      expected: 'web /a',
    },
    {
      name: 'an alias of a host with the default certificate',
      annotations: { 'server-alias': 'store.example.com' },
      tls: [{ hosts: ['shop.example.com'] }],
      url: 'http://store.example.com/a',
      expected: 'unknown',
    },
  ])('$name', input => {
    expect(answerOf(input)).toBe(input.expected);
  });
});
