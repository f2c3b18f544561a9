import {
  gateway,
  gatewayClass,
  httpRoute,
  listenerSet,
  namespace,
  rule,
  service,
} from './objects';
import { answerCase, type SpecificationCase } from './specificationCase';

const http = { name: 'http', port: 80, protocol: 'HTTP' };
const HOSTNAME_CONFLICT =
  'Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict';
const all = { allowedRoutes: { namespaces: { from: 'All' } } };

const CASES: readonly SpecificationCase[] = [
  {
    name: 'sectionName and port must both fit one listener',
    objects: [
      gatewayClass,
      gateway('web', [http, { ...http, name: 'alt', port: 8080 }]),
      httpRoute('both', {
        parentRefs: [{ name: 'web', sectionName: 'alt', port: 8080 }],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('neither', {
        parentRefs: [{ name: 'web', sectionName: 'alt', port: 80 }],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('port', {
        parentRefs: [{ name: 'web', port: 8080 }],
        hostnames: ['port.io'],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('no-such', {
        parentRefs: [{ name: 'web', sectionName: 'tls' }],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: {
      'both@web:alt:8080': 'ok',
      'neither@web:alt:80': 'Accepted=False/NoMatchingParent',
      'port@web:8080': 'ok',
      'no-such@web:tls': 'Accepted=False/NoMatchingParent',
    },
    listeners: { 'web:http': '0 ok', 'web:alt': '2 ok' },
    requests: {
      'GET http://a.io/': '404',
      'GET http://a.io:8080/': 'cart a.io/',
    },
  },
  {
    name: 'one route with two parentRefs to one Gateway counts once at a listener that both name',
    objects: [
      gatewayClass,
      gateway('web', [http, { ...http, name: 'alt', port: 8080 }]),
      httpRoute('r', {
        parentRefs: [{ name: 'web' }, { name: 'web', sectionName: 'http' }],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: { 'r@web': 'ok', 'r@web:http': 'ok' },
    listeners: { 'web:http': '1 ok', 'web:alt': '1 ok' },
  },
  {
    name: 'namespaces: Same by default, Selector by labels, All',
    objects: [
      gatewayClass,
      gateway('same', [http]),
      gateway('chosen', [
        {
          ...http,
          allowedRoutes: {
            namespaces: {
              from: 'Selector',
              selector: {
                matchExpressions: [
                  { key: 'team', operator: 'In', values: ['a', 'b'] },
                  { key: 'frozen', operator: 'DoesNotExist' },
                ],
              },
            },
          },
        },
      ]),
      gateway('open', [{ ...http, ...all }]),
      namespace('shop'),
      namespace('team-a', { team: 'a' }),
      namespace('team-b', { team: 'b', frozen: 'yes' }),
      ...['team-a', 'team-b'].flatMap(ns => [
        httpRoute(
          ns,
          {
            parentRefs: ['same', 'chosen', 'open'].map(name => ({
              name,
              namespace: 'shop',
            })),
            rules: [rule('/', 'cart')],
          },
          { namespace: ns },
        ),
        ...service('cart', ns),
      ]),
    ],
    routes: {
      'team-a@same': 'Accepted=False/NotAllowedByListeners',
      'team-a@chosen': 'ok',
      'team-a@open': 'ok',
      'team-b@same': 'Accepted=False/NotAllowedByListeners',
      'team-b@chosen': 'Accepted=False/NotAllowedByListeners',
      'team-b@open': 'ok',
    },
    listeners: {
      'same:http': '0 ok',
      'chosen:http': '1 ok',
      'open:http': '2 ok',
    },
  },
  {
    name: 'a selector that is empty selects all namespaces, one that is absent none',
    objects: [
      gatewayClass,
      gateway('empty', [
        {
          ...http,
          allowedRoutes: { namespaces: { from: 'Selector', selector: {} } },
        },
      ]),
      gateway('none', [
        { ...http, allowedRoutes: { namespaces: { from: 'Selector' } } },
      ]),
      namespace('other'),
      httpRoute(
        'r',
        {
          parentRefs: [
            { name: 'empty', namespace: 'shop' },
            { name: 'none', namespace: 'shop' },
          ],
          rules: [rule('/', 'cart')],
        },
        { namespace: 'other' },
      ),
      ...service('cart', 'other'),
    ],
    routes: {
      'r@empty': 'ok',
      'r@none': 'Accepted=False/NotAllowedByListeners',
    },
  },
  {
    name: 'kinds: a listener that lists some that do not fit keeps those that do, and one with none of them takes nothing',
    objects: [
      gatewayClass,
      gateway('web', [
        {
          ...http,
          allowedRoutes: {
            kinds: [{ kind: 'HTTPRoute' }, { kind: 'TCPRoute' }],
          },
        },
        {
          ...http,
          name: 'bad',
          port: 81,
          allowedRoutes: { kinds: [{ kind: 'UDPRoute' }] },
        },
        {
          ...http,
          name: 'grpc',
          port: 82,
          allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] },
        },
      ]),
      httpRoute('r', {
        parentRefs: [
          { name: 'web', sectionName: 'http' },
          { name: 'web', sectionName: 'bad' },
          { name: 'web', sectionName: 'grpc' },
        ],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: {
      'r@web:http': 'ok',
      'r@web:bad': 'Accepted=False/NotAllowedByListeners',
      'r@web:grpc': 'Accepted=False/NotAllowedByListeners',
    },
    listeners: {
      'web:http': '1 ResolvedRefs=False/InvalidRouteKinds',
      'web:bad':
        '0 Programmed=False/Invalid ResolvedRefs=False/InvalidRouteKinds',
      'web:grpc': '0 ok',
    },
    requests: { 'GET http://a.io/': 'cart a.io/' },
  },
  {
    name: 'hostnames that have nothing in common with the listener',
    objects: [
      gatewayClass,
      gateway('web', [
        { ...http, hostname: '*.shop.io' },
        { ...http, name: 'exact', port: 81, hostname: 'a.shop.io' },
      ]),
      httpRoute('apex', {
        parentRefs: [{ name: 'web', sectionName: 'http' }],
        hostnames: ['shop.io'],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('deep', {
        parentRefs: [{ name: 'web', sectionName: 'http' }],
        hostnames: ['x.y.shop.io', 'other.io'],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('wild', {
        parentRefs: [{ name: 'web', sectionName: 'exact' }],
        hostnames: ['*.io'],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('wilder', {
        parentRefs: [{ name: 'web', sectionName: 'http' }],
        hostnames: ['*.eu.shop.io'],
        rules: [rule('/', 'cart')],
      }),
      httpRoute('mixed', {
        parentRefs: [{ name: 'web' }],
        hostnames: ['A.Shop.IO'],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: {
      'apex@web:http': 'Accepted=False/NoMatchingListenerHostname',
      'deep@web:http': 'ok',
      'wild@web:exact': 'ok',
      'wilder@web:http': 'ok',
      'mixed@web': 'ok',
    },
    listeners: { 'web:http': '3 ok', 'web:exact': '2 ok' },
    requests: {
      'GET http://x.y.shop.io/': 'cart x.y.shop.io/',
      'GET http://other.io/': '404',
      'GET http://a.eu.shop.io/': 'cart a.eu.shop.io/',
      'GET http://eu.shop.io/': '404',
      'GET http://a.shop.io:81/': 'cart a.shop.io/',
      'GET http://b.io:81/': '404',
    },
  },
  {
    name: 'isolation: a request is the most specific listener’s alone',
    objects: [
      gatewayClass,
      gateway('web', [
        { ...http, name: 'any' },
        { ...http, name: 'wild', hostname: '*.shop.io' },
        { ...http, name: 'wilder', hostname: '*.eu.shop.io' },
        { ...http, name: 'exact', hostname: 'a.eu.shop.io' },
      ]),
      ...['any', 'wild', 'wilder', 'exact'].flatMap(name => [
        httpRoute(name, {
          parentRefs: [{ name: 'web', sectionName: name }],
          rules: [rule(`/${name}`, name)],
        }),
        ...service(name),
      ]),
    ],
    listeners: {
      'web:any': '1 ok',
      'web:wild': '1 ok',
      'web:wilder': '1 ok',
      'web:exact': '1 ok',
    },
    requests: {
      'GET http://other.io/any': 'any other.io/any',
      'GET http://shop.io/any': 'any shop.io/any',
      'GET http://b.shop.io/any': '404',
      'GET http://b.shop.io/wild': 'wild b.shop.io/wild',
      'GET http://b.eu.shop.io/wild': '404',
      'GET http://b.eu.shop.io/wilder': 'wilder b.eu.shop.io/wilder',
      'GET http://a.eu.shop.io/wilder': '404',
      'GET http://a.eu.shop.io/exact': 'exact a.eu.shop.io/exact',
    },
  },
  {
    name: 'parents that are not there, and those of classes that are not',
    objects: [
      gatewayClass,
      gateway('orphan', [http], { spec: { gatewayClassName: 'gone' } }),
      httpRoute('r', {
        parentRefs: [{ name: 'nowhere' }, { name: 'orphan' }],
        rules: [rule('/', 'cart')],
      }),
      ...service('cart'),
    ],
    routes: {
      'r@nowhere': 'Accepted=False/NoMatchingParent',
      'r@orphan': 'ok',
    },
  },
  {
    name: 'protocols that conflict on a port, and those that do not',
    objects: [
      gatewayClass,
      gateway('web', [
        { ...http, name: 'a', hostname: 'a.io' },
        { ...http, name: 'b', hostname: 'b.io' },
        { ...http, name: 'a2', hostname: 'A.io' },
        { name: 'tcp', port: 90, protocol: 'TCP' },
        { ...http, name: 'over-tcp', port: 90 },
        { name: 'udp', port: 90, protocol: 'UDP' },
        { name: 'tcp1', port: 91, protocol: 'TCP' },
        { name: 'tcp2', port: 91, protocol: 'TCP' },
        { name: 'odd', port: 92, protocol: 'SCTP' },
      ]),
    ],
    listeners: {
      'web:a':
        '0 Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict',
      'web:b': '0 ok',
      'web:a2':
        '0 Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict',
      'web:tcp':
        '0 Accepted=False/ProtocolConflict Conflicted=True/ProtocolConflict Programmed=False/ProtocolConflict',
      'web:over-tcp':
        '0 Accepted=False/ProtocolConflict Conflicted=True/ProtocolConflict Programmed=False/ProtocolConflict',
      'web:udp': '0 ok',
      'web:tcp1':
        '0 Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict',
      'web:tcp2':
        '0 Accepted=False/HostnameConflict Conflicted=True/HostnameConflict Programmed=False/HostnameConflict',
      'web:odd':
        '0 Accepted=False/UnsupportedProtocol Programmed=False/Invalid',
    },
  },
  {
    name: 'listeners of sets come after those of the Gateway, conflicted ones among them, and after those of older sets',
    objects: [
      gatewayClass,
      gateway(
        'web',
        [
          { ...http, name: 'a', hostname: 'a.io' },
          { ...http, name: 'twice1', hostname: 'twice.io' },
          { ...http, name: 'twice2', hostname: 'twice.io' },
        ],
        { spec: { allowedListeners: { namespaces: { from: 'Same' } } } },
      ),
      listenerSet('older', '2026-01-01T00:00:00Z', [
        { ...http, name: 'a', hostname: 'a.io' },
        { ...http, name: 'twice', hostname: 'twice.io' },
        { ...http, name: 'c', hostname: 'c.io' },
        { name: 'tcp', port: 80, protocol: 'TCP' },
      ]),
      listenerSet('b-newer', '2026-02-01T00:00:00Z', [
        { ...http, name: 'c', hostname: 'c.io' },
        { ...http, name: 'd', hostname: 'd.io' },
      ]),
      listenerSet('a-newer', '2026-02-01T00:00:00Z', [
        { ...http, name: 'd', hostname: 'd.io' },
      ]),
    ],
    listeners: {
      'web:a': '0 ok',
      'web:twice1': `0 ${HOSTNAME_CONFLICT}`,
      'web:twice2': `0 ${HOSTNAME_CONFLICT}`,
      'older:a': `0 ${HOSTNAME_CONFLICT}`,
      'older:twice': `0 ${HOSTNAME_CONFLICT}`,
      'older:c': '0 ok',
      'older:tcp':
        '0 Accepted=False/ProtocolConflict Conflicted=True/ProtocolConflict Programmed=False/ProtocolConflict',
      'b-newer:c': `0 ${HOSTNAME_CONFLICT}`,
      'b-newer:d': `0 ${HOSTNAME_CONFLICT}`,
      'a-newer:d': '0 ok',
    },
  },
];

describe('attachment by the specification', () => {
  it.each(CASES)('$name', item => {
    const { routes, listeners, requests } = item;
    expect(answerCase(item)).toEqual({
      ...(routes ? { routes } : {}),
      ...(listeners ? { listeners } : {}),
      ...(requests ? { requests } : {}),
    });
  });
});
