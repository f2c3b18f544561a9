import { gateway, gatewayClass, httpRoute, rule, service } from './objects';
import { answerCase, type SpecificationCase } from './specificationCase';

const API = 'gateway.networking.k8s.io/v1';
const http = { name: 'http', port: 80, protocol: 'HTTP' };
const all = { allowedRoutes: { namespaces: { from: 'All' } } };
const opaque = (name: string, namespace = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  type: 'kubernetes.io/tls',
});
const tcp = (
  name: string,
  spec: object,
  kind = 'TCPRoute',
  createdAt?: string,
) => httpRoute(name, { ...spec }, { kind, createdAt });
const set = (
  name: string,
  listeners: readonly object[],
  more: { namespace?: string; createdAt?: string } = {},
) => ({
  apiVersion: API,
  kind: 'ListenerSet',
  metadata: {
    name,
    namespace: more.namespace ?? 'shop',
    creationTimestamp: more.createdAt,
  },
  spec: { parentRef: { name: 'web', namespace: 'shop' }, listeners },
});
const allowSets = {
  spec: { allowedListeners: { namespaces: { from: 'All' } } },
};

const CASES: readonly SpecificationCase[] = [
  {
    name: 'certificates: missing, of another namespace with and without a grant, of another kind, and none at all',
    objects: [
      gatewayClass,
      gateway('web', [
        {
          name: 'missing',
          port: 443,
          protocol: 'HTTPS',
          hostname: 'a.io',
          tls: { certificateRefs: [{ name: 'gone' }] },
        },
        {
          name: 'foreign',
          port: 443,
          protocol: 'HTTPS',
          hostname: 'b.io',
          tls: { certificateRefs: [{ name: 'cert', namespace: 'certs' }] },
        },
        {
          name: 'kind',
          port: 443,
          protocol: 'HTTPS',
          hostname: 'c.io',
          tls: {
            certificateRefs: [
              { group: 'wrong.example.net', kind: 'Cert', name: 'cert' },
            ],
          },
        },
        {
          name: 'none',
          port: 443,
          protocol: 'HTTPS',
          hostname: 'd.io',
          tls: { mode: 'Terminate' },
        },
      ]),
      opaque('cert', 'certs'),
    ],
    listeners: {
      'web:missing':
        '0 Programmed=False/Invalid ResolvedRefs=False/InvalidCertificateRef',
      'web:foreign':
        '0 Programmed=False/Invalid ResolvedRefs=False/RefNotPermitted',
      'web:kind':
        '0 Programmed=False/Invalid ResolvedRefs=False/InvalidCertificateRef',
      'web:none':
        '0 Programmed=False/Invalid ResolvedRefs=False/InvalidCertificateRef',
    },
    requests: { 'GET https://a.io/': 'refused' },
  },
  {
    name: 'TLS routes by server name: exact before wildcard, and only on TLS listeners',
    objects: [
      gatewayClass,
      gateway('web', [
        http,
        {
          name: 'pass',
          port: 443,
          protocol: 'TLS',
          hostname: '*.x.io',
          tls: { mode: 'Passthrough' },
        },
      ]),
      tcp(
        'exact',
        {
          parentRefs: [{ name: 'web', sectionName: 'pass' }],
          hostnames: ['a.x.io'],
          rules: [{ backendRefs: [{ name: 'exact', port: 80 }] }],
        },
        'TLSRoute',
      ),
      tcp(
        'wild',
        {
          parentRefs: [{ name: 'web' }],
          hostnames: ['*.x.io'],
          rules: [{ backendRefs: [{ name: 'wild', port: 80 }] }],
        },
        'TLSRoute',
      ),
      tcp(
        'other',
        {
          parentRefs: [{ name: 'web', sectionName: 'pass' }],
          hostnames: ['b.io'],
          rules: [{ backendRefs: [{ name: 'wild', port: 80 }] }],
        },
        'TLSRoute',
      ),
      tcp(
        'on-http',
        {
          parentRefs: [{ name: 'web', sectionName: 'http' }],
          hostnames: ['a.x.io'],
          rules: [{ backendRefs: [{ name: 'wild', port: 80 }] }],
        },
        'TLSRoute',
      ),
      ...service('exact'),
      ...service('wild'),
    ],
    routes: {
      'exact@web:pass': 'ok',
      'wild@web': 'ok',
      'other@web:pass': 'Accepted=False/NoMatchingListenerHostname',
      'on-http@web:http': 'Accepted=False/NotAllowedByListeners',
    },
    listeners: { 'web:http': '0 ok', 'web:pass': '2 ok' },
    requests: {
      'GET tls://a.x.io:443': 'exact',
      'GET tls://b.x.io:443': 'wild',
      'GET tls://c.b.x.io:443': 'wild',
      'GET tls://x.io:443': 'refused',
    },
  },
  {
    name: 'TCP and UDP: all routes attach, the oldest serves',
    objects: [
      gatewayClass,
      gateway('web', [
        { name: 'tcp', port: 5432, protocol: 'TCP' },
        { name: 'udp', port: 53, protocol: 'UDP' },
      ]),
      tcp(
        'young',
        {
          parentRefs: [{ name: 'web', sectionName: 'tcp' }],
          rules: [{ backendRefs: [{ name: 'young', port: 80 }] }],
        },
        'TCPRoute',
        '2026-02-01T00:00:00Z',
      ),
      tcp(
        'old',
        {
          parentRefs: [{ name: 'web' }],
          rules: [{ backendRefs: [{ name: 'old', port: 80 }] }],
        },
        'TCPRoute',
        '2026-01-01T00:00:00Z',
      ),
      tcp(
        'dns',
        {
          parentRefs: [{ name: 'web' }],
          rules: [{ backendRefs: [{ name: 'gone', port: 53 }] }],
        },
        'UDPRoute',
      ),
      ...service('young'),
      ...service('old'),
    ],
    routes: {
      'young@web:tcp': 'ok',
      'old@web': 'ok',
      'dns@web': 'ResolvedRefs=False/BackendNotFound',
    },
    listeners: { 'web:tcp': '2 ok', 'web:udp': '1 ok' },
    requests: {
      'GET tcp://10.0.0.9:5432': 'old',
      'GET udp://10.0.0.9:53': 'gone failed',
    },
  },
  {
    name: 'ListenerSets: allowed, merged oldest first, what is there already wins; a route to the Gateway is not theirs',
    objects: [
      gatewayClass,
      gateway('web', [{ ...http, hostname: 'a.io' }], allowSets),
      set(
        'young',
        [
          { ...http, name: 'b', hostname: 'b.io' },
          { ...http, name: 'a', hostname: 'a.io' },
        ],
        {
          createdAt: '2026-02-01T00:00:00Z',
        },
      ),
      set('old', [{ ...http, name: 'b', hostname: 'b.io' }], {
        createdAt: '2026-01-01T00:00:00Z',
      }),
      httpRoute('to-gateway', {
        parentRefs: [{ name: 'web' }],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('to-old', {
        parentRefs: [{ kind: 'ListenerSet', name: 'old' }],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('to-young', {
        parentRefs: [{ kind: 'ListenerSet', name: 'young', sectionName: 'b' }],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('to-gateway-section', {
        parentRefs: [{ name: 'web', sectionName: 'b' }],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: {
      'to-gateway@web': 'ok',
      'to-old@old': 'ok',
      'to-young@young:b': 'ok',
      'to-gateway-section@web:b': 'Accepted=False/NoMatchingParent',
    },
    listeners: {
      'web:http': '1 ok',
      'old:b': '1 ok',
      'young:b':
        '1 Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict',
      'young:a':
        '0 Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict',
    },
    requests: {
      'GET http://a.io/': 'cart a.io/',
      'GET http://b.io/': 'cart b.io/',
    },
  },
  {
    name: 'a ListenerSet that its Gateway does not allow (the default)',
    objects: [
      gatewayClass,
      gateway('web', [http]),
      set('set', [{ ...http, name: 'b', hostname: 'b.io' }]),
      httpRoute('r', {
        parentRefs: [{ kind: 'ListenerSet', name: 'set' }],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: { 'r@set': 'Accepted=False/NoMatchingParent' },
    requests: { 'GET http://b.io/': '404' },
  },
  {
    name: 'misdirected: a connection for one listener does not carry requests for another',
    objects: [
      gatewayClass,
      gateway('web', [
        {
          name: 'any',
          port: 443,
          protocol: 'HTTPS',
          tls: { options: { 'example.com/cert': 'x' } },
          ...all,
        },
        {
          name: 'a',
          port: 443,
          protocol: 'HTTPS',
          hostname: 'a.io',
          tls: { options: { 'example.com/cert': 'x' } },
        },
      ]),
      httpRoute('r', {
        parentRefs: [{ name: 'web' }],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    requests: {
      'GET https://a.io/': 'cart a.io/',
      'GET https://a.io/ b.io': '421',
      'GET https://b.io/': 'cart b.io/',
    },
  },
  {
    name: 'a TLS listener that says nothing of TLS has no certificate to end it with',
    objects: [
      gatewayClass,
      gateway('web', [{ name: 'tls', port: 443, protocol: 'TLS' }]),
    ],
    listeners: {
      'web:tls':
        '0 Programmed=False/Invalid ResolvedRefs=False/InvalidCertificateRef',
    },
  },
  {
    name: 'HTTPS listeners on one port that share hosts are told to overlap',
    objects: [
      gatewayClass,
      gateway(
        'web',
        [
          ['exact', 443, 'a.io'],
          ['wildcard', 443, '*.io'],
          ['deep', 443, 'b.b.io'],
          ['apart', 443, 'io'],
          ['elsewhere', 8443, 'a.io'],
        ].map(([name, port, hostname]) => ({
          name,
          port,
          hostname,
          protocol: 'HTTPS',
          tls: { options: { 'example.com/cert': 'x' } },
        })),
      ),
    ],
    listeners: Object.fromEntries(
      ['exact', 'wildcard', 'deep', 'apart', 'elsewhere'].map(name => [
        `web:${name}`,
        `0 Programmed=Unknown/NotKnown ResolvedRefs=Unknown/NotKnown${
          name === 'apart' || name === 'elsewhere'
            ? ''
            : ' OverlappingTLSConfig=True/OverlappingHostnames'
        }`,
      ]),
    ),
  },
];

describe('TLS, connections and ListenerSets by the specification', () => {
  it.each(CASES)('$name', item => {
    const { routes, listeners, requests } = item;
    expect(answerCase(item)).toEqual({
      ...(routes ? { routes } : {}),
      ...(listeners ? { listeners } : {}),
      ...(requests ? { requests } : {}),
    });
  });
});
