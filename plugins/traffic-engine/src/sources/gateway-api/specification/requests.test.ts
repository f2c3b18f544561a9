import {
  gateway,
  gatewayClass,
  grant,
  httpRoute,
  rule,
  service,
} from './objects';
import { answerCase, type SpecificationCase } from './specificationCase';

const http = { name: 'http', port: 80, protocol: 'HTTP' };
const web = [gatewayClass, gateway('web', [http])];
const parentRefs = [{ name: 'web' }];
const exact = (value: string) => ({ path: { type: 'Exact', value } });
const services = (...names: string[]) => names.flatMap(name => service(name));
const redirect = (requestRedirect: object, match?: string | object) => ({
  ...(match === undefined
    ? {}
    : {
        matches: [
          typeof match === 'string'
            ? { path: { type: 'PathPrefix', value: match } }
            : match,
        ],
      }),
  filters: [{ type: 'RequestRedirect', requestRedirect }],
});
const rewrite = (path: object, more: object = {}) => ({
  filters: [{ type: 'URLRewrite', urlRewrite: { path, ...more } }],
});

const CASES: readonly SpecificationCase[] = [
  {
    name: 'prefixes are of elements, with or without a slash at the end',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: [rule('/foo/', 'a'), rule('/foo/bar', 'b')],
      }),
      ...services('a', 'b'),
    ],
    requests: {
      'GET http://x.io/foo': 'a x.io/foo',
      'GET http://x.io/foo/': 'a x.io/foo/',
      'GET http://x.io/foobar': '404',
      'GET http://x.io/foo/bar': 'b x.io/foo/bar',
      'GET http://x.io/foo/bar/': 'b x.io/foo/bar/',
      'GET http://x.io/foo/barn': 'a x.io/foo/barn',
      'GET http://x.io/Foo': '404',
      'GET http://x.io/foo?x=/bar': 'a x.io/foo',
      'GET http://x.io/': '404',
    },
  },
  {
    name: 'order of matches: exact path, longer prefix, method, headers, query parameters',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: [
          rule(
            {
              queryParams: [
                { name: 'a', value: '1' },
                { name: 'b', value: '2' },
              ],
            },
            'query2',
          ),
          rule({ headers: [{ name: 'x', value: '1' }] }, 'header'),
          rule(
            {
              headers: [
                { name: 'x', value: '1' },
                { name: 'y', value: '1' },
              ],
            },
            'headers',
          ),
          rule({ method: 'POST' }, 'method'),
          rule('/longer', 'longer'),
          rule(exact('/longer/exact'), 'exact'),
          rule(undefined, 'any'),
        ],
      }),
      ...services(
        'query2',
        'header',
        'headers',
        'method',
        'longer',
        'exact',
        'any',
      ),
    ],
    requests: {
      'GET http://x.io/': 'any x.io/',
      'GET http://x.io/?b=2&a=1': 'query2 x.io/',
      'GET http://x.io/?b=2': 'any x.io/',
      'GET http://x.io/?b=2&a=1 | x: 1': 'header x.io/',
      'GET http://x.io/ | X: 1 | Y: 1': 'headers x.io/',
      'POST http://x.io/ | x: 1 | y: 1': 'method x.io/',
      'POST http://x.io/longer | x: 1': 'longer x.io/longer',
      'POST http://x.io/longer/exact': 'exact x.io/longer/exact',
      'GET http://x.io/longer/exact/': 'longer x.io/longer/exact/',
    },
  },
  {
    name: 'ties: the older route, then namespace/name, then the first rule',
    objects: [
      gatewayClass,
      gateway('web', [
        { ...http, allowedRoutes: { namespaces: { from: 'All' } } },
      ]),
      httpRoute(
        'z-old',
        { parentRefs, hostnames: ['age.io'], rules: [rule('/', 'a')] },
        { createdAt: '2026-01-01T00:00:00Z' },
      ),
      httpRoute(
        'a-young',
        { parentRefs, hostnames: ['age.io'], rules: [rule('/', 'b')] },
        { createdAt: '2026-02-01T00:00:00Z' },
      ),
      httpRoute('z', {
        parentRefs,
        hostnames: ['name.io'],
        rules: [rule('/', 'a'), rule('/', 'c')],
      }),
      httpRoute(
        'y',
        {
          parentRefs: [{ name: 'web', namespace: 'shop' }],
          hostnames: ['name.io'],
          rules: [rule('/', 'b')],
        },
        { namespace: 'zoo' },
      ),
      ...services('a', 'b', 'c'),
      ...service('b', 'zoo'),
    ],
    requests: {
      'GET http://age.io/': 'a age.io/',
      'GET http://name.io/': 'a name.io/',
    },
  },
  {
    name: 'the more specific hostname goes before any path',
    objects: [
      ...web,
      httpRoute('wild', {
        parentRefs,
        hostnames: ['*.x.io'],
        rules: [rule(exact('/exact'), 'wild')],
      }),
      httpRoute('longer', {
        parentRefs,
        hostnames: ['*.eu.x.io'],
        rules: [rule('/', 'longer')],
      }),
      httpRoute('exact', {
        parentRefs,
        hostnames: ['a.eu.x.io'],
        rules: [rule('/only', 'exact')],
      }),
      httpRoute('any', { parentRefs, rules: [rule('/', 'any')] }),
      ...services('wild', 'longer', 'exact', 'any'),
    ],
    requests: {
      'GET http://b.eu.x.io/exact': 'longer b.eu.x.io/exact',
      'GET http://b.x.io/exact': 'wild b.x.io/exact',
      'GET http://b.x.io/other': 'any b.x.io/other',
      'GET http://A.EU.x.io/only/1': 'exact a.eu.x.io/only/1',
      'GET http://a.eu.x.io/exact': 'longer a.eu.x.io/exact',
      'GET http://x.io/exact': 'any x.io/exact',
    },
  },
  {
    name: 'shares of weights: 0, left out, all 0, and references that do not resolve',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: [
          rule('/weights', 'a', {
            backendRefs: [
              { name: 'a', port: 80, weight: 3 },
              { name: 'b', port: 80 },
              { name: 'c', port: 80, weight: 0 },
            ],
          }),
          rule('/zero', 'a', {
            backendRefs: [
              { name: 'a', port: 80, weight: 0 },
              { name: 'b', port: 80, weight: 0 },
            ],
          }),
          rule('/broken', 'a', {
            backendRefs: [
              { name: 'a', port: 80, weight: 1 },
              { name: 'gone', port: 80, weight: 3 },
            ],
          }),
          rule('/port', 'a', { backendRefs: [{ name: 'a', port: 81 }] }),
          rule('/empty', 'a', { backendRefs: [] }),
          rule('/no-port', 'a', { backendRefs: [{ name: 'a' }] }),
        ],
      }),
      ...services('a', 'b', 'c'),
    ],
    routes: { 'r@web': 'ResolvedRefs=False/BackendNotFound' },
    requests: {
      'GET http://x.io/weights': 'a 0.75 x.io/weights, b 0.25 x.io/weights',
      'GET http://x.io/zero': '500',
      'GET http://x.io/broken': 'a 0.25 x.io/broken, gone 0.75 failed 500',
      'GET http://x.io/port': 'a failed 500',
      'GET http://x.io/empty': '500',
      'GET http://x.io/no-port': 'a failed 500',
    },
  },
  {
    name: 'a Service without ready endpoints is 503, one of another kind InvalidKind and 500',
    objects: [
      ...web,
      httpRoute('idle', {
        parentRefs,
        rules: [rule('/', 'idle')],
      }),
      httpRoute('bucket', {
        parentRefs,
        hostnames: ['b.io'],
        rules: [
          rule('/', 'b', {
            backendRefs: [
              { group: 'storage.example.net', kind: 'Bucket', name: 'b' },
            ],
          }),
        ],
      }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'idle', namespace: 'shop' },
        spec: { ports: [{ port: 80 }], selector: { app: 'idle' } },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: 'idle',
          namespace: 'shop',
          labels: { 'kubernetes.io/service-name': 'idle' },
        },
        addressType: 'IPv4',
        ports: [{ port: 8080 }],
        endpoints: [],
      },
    ],
    routes: {
      'idle@web': 'ok',
      'bucket@web': 'ResolvedRefs=False/InvalidKind',
    },
    requests: {
      'GET http://x.io/': 'idle failed 503',
      'GET http://b.io/': 'b failed 500',
    },
  },
  {
    name: 'references across namespaces need a grant of the target’s namespace, for the kind that refers, and by name if it names one',
    objects: [
      ...web,
      ...['granted', 'other-kind', 'other-name', 'none'].map(name =>
        httpRoute(name, {
          parentRefs,
          hostnames: [`${name}.io`],
          rules: [
            rule('/', 'a', {
              backendRefs: [{ name: 'a', namespace: name, port: 80 }],
            }),
          ],
        }),
      ),
      grant('granted', {
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
        namespace: 'shop',
      }),
      grant('other-kind', {
        group: 'gateway.networking.k8s.io',
        kind: 'GRPCRoute',
        namespace: 'shop',
      }),
      grant(
        'other-name',
        {
          group: 'gateway.networking.k8s.io',
          kind: 'HTTPRoute',
          namespace: 'shop',
        },
        { group: '', kind: 'Service', name: 'b' },
      ),
      grant('shop', {
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
        namespace: 'shop',
      }),
      ...['granted', 'other-kind', 'other-name', 'none'].flatMap(name =>
        service('a', name),
      ),
    ],
    routes: {
      'granted@web': 'ok',
      'other-kind@web': 'ResolvedRefs=False/RefNotPermitted',
      'other-name@web': 'ResolvedRefs=False/RefNotPermitted',
      'none@web': 'ResolvedRefs=False/RefNotPermitted',
    },
    requests: {
      'GET http://granted.io/': 'a granted.io/',
      'GET http://none.io/': 'a failed 500',
    },
  },
  {
    name: 'a mirror’s reference counts for ResolvedRefs, and the request goes its way',
    objects: [
      ...web,
      ...[
        { name: 'gone' },
        { name: 'a', namespace: 'other' },
        { name: 'b' },
      ].map(({ name, namespace: ns }) =>
        httpRoute(`to-${name}`, {
          parentRefs,
          hostnames: [`${name}.io`],
          rules: [
            rule('/', 'b', {
              filters: [
                {
                  type: 'RequestMirror',
                  requestMirror: {
                    backendRef: { name, namespace: ns, port: 80 },
                  },
                },
              ],
            }),
          ],
        }),
      ),
      ...services('b'),
      ...service('a', 'other'),
    ],
    routes: {
      'to-gone@web': 'ResolvedRefs=False/BackendNotFound',
      'to-a@web': 'ResolvedRefs=False/RefNotPermitted',
      'to-b@web': 'ok',
    },
    requests: { 'GET http://gone.io/': 'b gone.io/' },
  },
  {
    name: 'redirects: scheme, port and path',
    objects: [
      gatewayClass,
      gateway('web', [http, { ...http, name: 'alt', port: 8080 }]),
      httpRoute('r', {
        parentRefs,
        rules: [
          redirect({ scheme: 'https' }, '/scheme'),
          redirect({ scheme: 'https', port: 443 }, '/port443'),
          redirect({ scheme: 'https', port: 8443 }, '/port8443'),
          redirect({ port: 80 }, '/port80'),
          redirect({ hostname: 'y.io', statusCode: 301 }, '/host'),
          redirect(
            { path: { type: 'ReplaceFullPath', replaceFullPath: '/new' } },
            '/full',
          ),
          redirect(
            {
              path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' },
              statusCode: 308,
            },
            '/prefix',
          ),
        ],
      }),
    ],
    requests: {
      'GET http://x.io/scheme/a?b=1': '302 https://x.io/scheme/a?b=1',
      'GET http://x.io:8080/scheme': '302 https://x.io/scheme',
      'GET http://x.io:8080/port443': '302 https://x.io/port443',
      'GET http://x.io/port8443': '302 https://x.io:8443/port8443',
      'GET http://x.io:8080/port80': '302 http://x.io/port80',
      'GET http://x.io:8080/host': '301 http://y.io:8080/host',
      'GET http://x.io/host': '301 http://y.io/host',
      'GET http://x.io/full/a': '302 http://x.io/new',
      'GET http://x.io/prefix/a/b': '308 http://x.io/a/b',
      'GET http://x.io/prefix': '308 http://x.io/',
    },
  },
  {
    name: 'rewrites of the prefix, of all the path, and of the host',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: [
          rule(
            '/one',
            'a',
            rewrite({ type: 'ReplacePrefixMatch', replacePrefixMatch: '/two' }),
          ),
          rule(
            '/strip/',
            'a',
            rewrite({ type: 'ReplacePrefixMatch', replacePrefixMatch: '/' }),
          ),
          rule(
            '/slash',
            'a',
            rewrite({
              type: 'ReplacePrefixMatch',
              replacePrefixMatch: '/two/',
            }),
          ),
          rule(
            exact('/full'),
            'a',
            rewrite(
              { type: 'ReplaceFullPath', replaceFullPath: '/all' },
              { hostname: 'in.io' },
            ),
          ),
        ],
      }),
      ...services('a'),
    ],
    requests: {
      'GET http://x.io/one': 'a x.io/two',
      'GET http://x.io/one/': 'a x.io/two/',
      'GET http://x.io/one/b': 'a x.io/two/b',
      'GET http://x.io/strip': 'a x.io/',
      'GET http://x.io/strip/': 'a x.io/',
      'GET http://x.io/strip/b/c': 'a x.io/b/c',
      'GET http://x.io/slash/b': 'a x.io/two/b',
      'GET http://x.io/full': 'a in.io/all',
    },
  },
  {
    name: 'filters that exclude each other, or that nobody knows, and an extension that does not resolve',
    objects: [
      ...web,
      httpRoute('both', {
        parentRefs,
        hostnames: ['both.io'],
        rules: [
          {
            filters: [
              { type: 'RequestRedirect', requestRedirect: { port: 1 } },
              { type: 'URLRewrite', urlRewrite: { hostname: 'a.io' } },
            ],
          },
        ],
      }),
      httpRoute('exact-prefix', {
        parentRefs,
        hostnames: ['exact.io'],
        rules: [
          rule(
            exact('/a'),
            'a',
            rewrite({ type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' }),
          ),
          rule('/', 'a'),
        ],
      }),
      httpRoute('teleport', {
        parentRefs,
        hostnames: ['teleport.io'],
        rules: [rule('/', 'a', { filters: [{ type: 'Teleport' }] })],
      }),
      httpRoute('extension', {
        parentRefs,
        hostnames: ['extension.io'],
        rules: [
          rule('/', 'a', {
            filters: [
              {
                type: 'ExtensionRef',
                extensionRef: {
                  group: 'filters.example.net',
                  kind: 'Magic',
                  name: 'wand',
                },
              },
            ],
          }),
        ],
      }),
      ...services('a'),
    ],
    routes: {
      'both@web': 'Accepted=False/IncompatibleFilters',
      'exact-prefix@web': 'PartiallyInvalid=True/UnsupportedValue',
      'teleport@web': 'Accepted=False/UnsupportedValue',
      // A filter that cannot be resolved is never skipped: requests get an error (HTTPRouteFilter.extensionRef).
      'extension@web': 'ResolvedRefs=False/InvalidKind',
    },
    requests: {
      'GET http://both.io/': '404',
      'GET http://exact.io/b': 'a exact.io/b',
      'GET http://teleport.io/': '404',
      'GET http://extension.io/': '500',
    },
  },
  {
    name: 'filters of one backend: its redirect and its rewrite',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: [
          rule('/a', 'a', {
            filters: [
              { type: 'URLRewrite', urlRewrite: { hostname: 'rule.io' } },
            ],
            backendRefs: [
              {
                name: 'a',
                port: 80,
                filters: [
                  { type: 'URLRewrite', urlRewrite: { hostname: 'own.io' } },
                ],
              },
              { name: 'b', port: 80 },
            ],
          }),
        ],
      }),
      ...services('a', 'b'),
    ],
    requests: {
      'GET http://x.io/a': 'a 0.50 own.io/a, b 0.50 rule.io/a',
    },
  },
  {
    name: 'a direct response needs no backend, and none may be beside it',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: [
          {
            matches: [{ path: { type: 'Exact', value: '/gone' } }],
            filters: [
              { type: 'DirectResponse', directResponse: { statusCode: 410 } },
            ],
          },
          {
            ...rule('/both', 'a'),
            filters: [
              { type: 'DirectResponse', directResponse: { statusCode: 410 } },
            ],
          },
        ],
      }),
      ...services('a'),
    ],
    routes: { 'r@web': 'PartiallyInvalid=True/UnsupportedValue' },
    requests: { 'GET http://x.io/gone': '410', 'GET http://x.io/both': '404' },
  },
  {
    name: 'nothing passes a filter whose authorization service is not there',
    objects: [
      ...web,
      httpRoute('r', {
        parentRefs,
        rules: ['a', 'gone'].map(name => ({
          ...rule(`/${name}`, 'a'),
          filters: [
            {
              type: 'ExternalAuth',
              externalAuth: {
                protocol: 'HTTP',
                backendRef: { name, port: 80 },
                http: {},
              },
            },
          ],
        })),
      }),
      ...services('a'),
    ],
    routes: {
      'r@web':
        'ResolvedRefs=False/BackendNotFound PartiallyInvalid=True/UnsupportedValue',
    },
    requests: {
      'GET http://x.io/a': 'a x.io/a',
      'GET http://x.io/gone': '500',
    },
  },
  {
    name: 'gRPC calls: hostname, service, method, headers',
    objects: [
      ...web,
      httpRoute(
        'grpc',
        {
          parentRefs,
          rules: [
            { backendRefs: [{ name: 'any', port: 80 }] },
            rule({ method: { service: 'shop.Cart' } }, 'service'),
            rule({ method: { method: 'Add' } }, 'method'),
            rule({ method: { service: 'shop.Cart', method: 'Add' } }, 'both'),
            rule(
              {
                method: { service: 'shop.Cart', method: 'Add' },
                headers: [{ name: 'beta', value: '1' }],
              },
              'beta',
            ),
          ],
        },
        { kind: 'GRPCRoute' },
      ),
      ...services('any', 'service', 'method', 'both', 'beta'),
    ],
    routes: { 'grpc@web': 'ok' },
    requests: {
      'POST grpc://x.io:80/shop.Cart/Add': 'both x.io/shop.Cart/Add',
      'POST grpc://x.io:80/shop.Cart/Add | beta: 1': 'beta x.io/shop.Cart/Add',
      'POST grpc://x.io:80/shop.Cart/Remove': 'service x.io/shop.Cart/Remove',
      'POST grpc://x.io:80/pay.Pay/Add': 'method x.io/pay.Pay/Add',
      'POST grpc://x.io:80/pay.Pay/Other': 'any x.io/pay.Pay/Other',
    },
  },
];

describe('requests by the specification', () => {
  it.each(CASES)('$name', item => {
    const { routes, listeners, requests } = item;
    expect(answerCase(item)).toEqual({
      ...(routes ? { routes } : {}),
      ...(listeners ? { listeners } : {}),
      ...(requests ? { requests } : {}),
    });
  });
});
