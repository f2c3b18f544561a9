import fc from 'fast-check';
import { f5Nginx } from '../../sources/f5-nginx';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type NaiveWorld,
} from './__testUtils__/agreeOn10000Requests';
import { service } from './__testUtils__/service';
import {
  answerF5Naively,
  type NaiveAction,
  type NaiveF5Route,
  type NaiveVirtualServer,
} from './f5NginxNaive';

/** Few hosts and paths, so that locations meet. */
const HOSTS = ['a.x.io', 'b.x.io', 'c.a.x.io', 'x.io', 'y.io'];
const NAMES = ['a.x.io', '*.x.io', '*.a.x.io', 'x.io'];
const PATHS = [
  '/',
  '/a',
  '/a/',
  '/a/b/',
  '/ab',
  '=/a',
  '=/a/b',
  '=/c/',
  '^~ /a/b',
  '~ ^/a/b',
  '~* \\.PNG$',
  '~ b',
  '/c/',
];
const ASKED = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/a/b/',
  '/a/b/x.png',
  '/ab',
  '/abc',
  '/c',
  '/c/x',
  '/d',
  '/d/x/y',
  '/x.png',
];
const QUESTIONS = 20;

const pass = fc
  .constantFrom('ready', 'ready', 'idle', 'gone')
  .map((name): NaiveAction => ({ pass: name }));
const action: fc.Arbitrary<NaiveAction> = fc.oneof(
  { weight: 4, arbitrary: pass },
  fc.constantFrom<NaiveAction>(
    { redirect: { url: 'https://${host}${request_uri}', code: 307 } },
    { redirect: { url: 'https://new.io/' } },
    { return: { body: 'no', code: 403 } },
    { return: { body: 'yes' } },
  ),
);
const condition = fc.oneof(
  fc.constantFrom('1', '!1', '').map(value => ({ header: 'X-K', value })),
  fc.constantFrom('1', '!2').map(value => ({ argument: 'k', value })),
);
const work = fc.oneof(
  { weight: 3, arbitrary: action.map(each => ({ action: each })) },
  fc
    .record({ first: pass, second: pass, weight: fc.constantFrom(0, 30, 100) })
    .filter(({ first, weight }) => first.pass === 'ready' || weight > 0)
    .map(({ first, second, weight }) => ({
      splits: [
        { weight, action: first },
        { weight: 100 - weight, action: second },
      ],
    })),
  fc.record({
    matches: fc.array(
      fc.record({
        conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
        action,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    action,
  }),
);
const policies = fc.constantFrom<Pick<NaiveF5Route, 'policies'>>(
  {},
  {},
  { policies: [{ name: 'limit' }] },
  { policies: [{ name: 'gone' }] },
);
const route = (path: string): fc.Arbitrary<NaiveF5Route> =>
  fc.tuple(work, policies).map(([done, set]) => ({ path, ...done, ...set }));
const routes = fc
  .uniqueArray(fc.constantFrom(...PATHS), {
    minLength: 1,
    maxLength: 5,
    // NGINX takes `/a/b` and `^~ /a/b` for one location.
    selector: path => path.replace('^~ ', ''),
  })
  .chain(paths => fc.tuple(...paths.map(route)));

const UPSTREAMS = ['ready', 'idle', 'gone'].map(name => ({
  name,
  service: name,
  port: 80,
}));
const server = (name: string, age: number): fc.Arbitrary<NaiveVirtualServer> =>
  fc
    .record({
      host: fc.constantFrom(...NAMES),
      tls: fc.constantFrom(
        {},
        { tls: { secret: 's' } },
        { tls: { secret: 's', redirect: { enable: true } } },
      ),
      routes,
      handed: fc.constantFrom<readonly NaiveF5Route[]>(
        [],
        [{ path: '/d', route: 'sub' }],
        [{ path: '/d', route: 'sub', policies: [{ name: 'gone' }] }],
        [{ path: '/d', route: 'nobody' }],
        [{ path: '/d/x/', route: 'sub' }],
      ),
    })
    .map(({ host, tls, routes: own, handed }) => ({
      apiVersion: 'k8s.nginx.org/v1',
      kind: 'VirtualServer',
      metadata: {
        namespace: 'n',
        name,
        creationTimestamp: `2026-01-0${age}T00:00:00Z`,
      },
      spec: { host, ...tls, upstreams: UPSTREAMS, routes: [...own, ...handed] },
    }));
const subordinate = fc
  .record({
    host: fc.constantFrom(...NAMES),
    subroutes: fc.tuple(route('/d'), route('/d/x')),
  })
  .map(spec => ({
    apiVersion: 'k8s.nginx.org/v1',
    kind: 'VirtualServerRoute',
    metadata: { namespace: 'n', name: 'sub' },
    spec: { ...spec, upstreams: UPSTREAMS },
  }));

const FIXED = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'nginx.org/ingress-controller' },
  },
  {
    apiVersion: 'k8s.nginx.org/v1',
    kind: 'Policy',
    metadata: { namespace: 'n', name: 'limit' },
    spec: { rateLimit: { rate: '1r/s', key: 'k', zoneSize: '1M' } },
  },
  ...service({ name: 'ready', endpoints: [{ addresses: ['10.0.0.1'] }] }),
  ...service({ name: 'idle', endpoints: [] }),
];

const question = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...ASKED),
    query: fc.constantFrom('', '?k=1', '?k=2'),
    headers: fc.constantFrom<Record<string, string>>({}, { 'x-k': '1' }),
  })
  .map(({ scheme, host, path, query, headers }) => ({
    method: 'GET',
    headers,
    url: `${scheme}://${host}${path}${query}`,
  }));

const world: fc.Arbitrary<NaiveWorld> = fc
  .record({
    servers: fc.tuple(server('r', 1), server('s', 2), server('t', 3)),
    subordinate,
    questions: fc.array(question, {
      minLength: QUESTIONS,
      maxLength: QUESTIONS,
    }),
  })
  .map(({ servers, subordinate: below, questions }) => ({
    objects: [...FIXED, ...servers, below],
    questions,
  }));

describe('the request tester at F5 NGINX', () => {
  const options = {
    source: f5Nginx,
    world,
    naive: answerF5Naively,
    questionsPerWorld: QUESTIONS,
    seed: 20261121,
  };

  it('answers 10,000 random requests as the naive matcher does', () =>
    expect(agreeOn10000Requests(options)).toBe(10_000));

  it('answers the same whatever the order of the objects', () =>
    expect(answerInAnyOrder(options)).toBe(500));
});
