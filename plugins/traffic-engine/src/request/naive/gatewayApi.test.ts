import fc from 'fast-check';
import {
  compareRankedMatches,
  findRankStep,
  type RankedMatch,
} from '../../match/gatewayRoutePrecedence';
import { gatewayApi } from '../../sources/gateway-api';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type NaiveWorld,
} from './__testUtils__/agreeOn10000Requests';
import { service } from './__testUtils__/service';
import { answerNaively } from './gatewayApiNaive';

/** Few hosts, paths and names, so that rules meet. */
const HOSTS = ['a.x.io', 'b.x.io', 'c.a.x.io', 'x.io', 'y.io'];
const PATTERNS = ['a.x.io', '*.x.io', '*.a.x.io', '*.io', 'x.io'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/b'];
const METHODS = ['GET', 'POST'];
const NAMESPACES = ['n', 'm'];
const AGES = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const PORTS = [80, 443, 8080];
const QUESTIONS = 20;

const orNone = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined });
const values = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('k', 'l'),
    value: fc.constantFrom('1', '2'),
  }),
  { maxLength: 2, selector: ({ name }) => name },
);
const listener = fc.record(
  {
    port: fc.constantFrom(...PORTS),
    hostname: fc.constantFrom(...PATTERNS),
    allowedRoutes: fc.constantFrom(
      { namespaces: { from: 'All' } },
      { namespaces: { from: 'Same' } },
    ),
  },
  { requiredKeys: ['port'] },
);
const gateway = (name: string) =>
  fc
    .uniqueArray(listener, {
      minLength: 1,
      maxLength: 4,
      selector: ({ port, hostname = '' }) => `${port} ${hostname}`,
    })
    .map(listeners => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { namespace: 'n', name },
      spec: {
        gatewayClassName: 'any',
        listeners: listeners.map((one, index) => ({
          ...one,
          name: `l${index}`,
          protocol: one.port === 443 ? 'HTTPS' : 'HTTP',
          ...(one.port === 443 && {
            tls: { certificateRefs: [{ name: 'cert' }] },
          }),
        })),
      },
    }));
const match = fc.record(
  {
    path: fc.record({
      type: fc.constantFrom('Exact', 'PathPrefix'),
      value: fc.constantFrom(...PATHS),
    }),
    method: fc.constantFrom(...METHODS),
    headers: values,
    queryParams: values,
  },
  { requiredKeys: [] },
);
const backend = fc.record(
  {
    name: fc.constantFrom('ready', 'idle', 'gone'),
    port: fc.constantFrom(80, 81),
    weight: fc.constantFrom(0, 1, 3),
  },
  { requiredKeys: ['name', 'port'] },
);
const rule = fc
  .record({
    matches: orNone(fc.array(match, { minLength: 1, maxLength: 3 })),
    answer: fc.oneof(
      { weight: 5, arbitrary: fc.array(backend, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant('redirect' as const) },
    ),
  })
  .map(({ matches, answer }) => ({
    ...(matches && { matches }),
    ...(answer === 'redirect'
      ? {
          filters: [
            {
              type: 'RequestRedirect',
              requestRedirect: { hostname: 'new.io' },
            },
          ],
        }
      : { backendRefs: answer }),
  }));
const parentRef = fc.record(
  {
    namespace: fc.constant('n'),
    name: fc.constantFrom('one', 'two'),
    sectionName: fc.constantFrom('l0', 'l1'),
    port: fc.constantFrom(...PORTS),
  },
  { requiredKeys: ['name', 'namespace'] },
);
const route = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constantFrom('r', 's', 't'),
    creationTimestamp: fc.constantFrom(...AGES),
    hostnames: orNone(
      fc.uniqueArray(fc.constantFrom(...PATTERNS), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    parentRefs: fc.array(parentRef, { minLength: 1, maxLength: 2 }),
    rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  })
  .map(({ namespace, name, creationTimestamp, ...spec }) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace, name, creationTimestamp },
    spec: {
      parentRefs: spec.parentRefs,
      ...(spec.hostnames && { hostnames: spec.hostnames }),
      rules: spec.rules,
    },
  }));

const FIXED = [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'any' },
    spec: { controllerName: 'example.com/any' },
  },
  ...NAMESPACES.flatMap(namespace => [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    },
    ...service({
      namespace,
      name: 'ready',
      endpoints: [{ addresses: ['10.0.0.1'] }],
    }),
    ...service({ namespace, name: 'idle', endpoints: [] }),
  ]),
];

const question = fc
  .record({
    scheme: fc.constantFrom(
      { scheme: 'http', port: '' },
      { scheme: 'https', port: '' },
      { scheme: 'http', port: ':8080' },
    ),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS, '/a/b/c', '/abc'),
    query: fc.constantFrom('', '?k=1', '?k=2&l=1', '?k=1&k=2'),
    method: fc.constantFrom(...METHODS),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { k: '1' },
      { K: '2', l: '1' },
    ),
  })
  .map(({ scheme: { scheme, port }, host, path, query, method, headers }) => ({
    method,
    url: `${scheme}://${host}${port}${path}${query}`,
    headers,
  }));

const world: fc.Arbitrary<NaiveWorld> = fc
  .record({
    gateways: fc.tuple(gateway('one'), gateway('two')),
    routes: fc.uniqueArray(route, {
      minLength: 1,
      maxLength: 5,
      selector: ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    }),
    questions: fc.array(question, {
      minLength: QUESTIONS,
      maxLength: QUESTIONS,
    }),
  })
  .map(({ gateways, routes, questions }) => ({
    objects: [...FIXED, ...gateways, ...routes],
    questions,
  }));

describe('the request tester at the Gateway API', () => {
  const options = {
    source: gatewayApi,
    world,
    naive: answerNaively,
    questionsPerWorld: QUESTIONS,
    seed: 20261121,
  };

  it('answers 10,000 random requests as the naive matcher does', () =>
    expect(agreeOn10000Requests(options)).toBe(10_000));

  it('answers the same whatever the order of the objects', () =>
    expect(answerInAnyOrder(options)).toBe(500));
});

describe('precedence', () => {
  const ranked: fc.Arbitrary<RankedMatch> = fc
    .record({
      hostname: fc.constantFrom('', ...PATTERNS),
      path: fc.record({
        type: fc.constantFrom('Exact' as const, 'PathPrefix' as const),
        value: fc.constantFrom(...PATHS),
      }),
      method: fc.constantFrom(null, ...METHODS),
      headers: values,
      queryParams: values,
      createdAt: fc.constantFrom('', ...AGES),
      namespace: fc.constantFrom(...NAMESPACES),
      name: fc.constantFrom('r', 's'),
      ruleIndex: fc.nat({ max: 1 }),
      matchIndex: fc.nat({ max: 1 }),
    })
    .map(({ path, method, headers, queryParams, ...rest }) => ({
      ...rest,
      match: {
        path,
        method,
        headers: headers.map(one => ({ type: 'Exact', ...one })),
        queryParams: queryParams.map(one => ({ type: 'Exact', ...one })),
      },
    }));
  const check = (property: fc.IRawProperty<unknown>) =>
    fc.assert(property, { numRuns: 5000, seed: 20261121 });

  it('is a total order', () => {
    check(
      fc.property(ranked, ranked, ranked, (a, b, c) => {
        expect(compareRankedMatches(a, a)).toBe(0);
        expect(Math.sign(compareRankedMatches(a, b))).toBe(
          0 - Math.sign(compareRankedMatches(b, a)),
        );
        const isChain =
          compareRankedMatches(a, b) <= 0 && compareRankedMatches(b, c) <= 0;
        expect(isChain && compareRankedMatches(a, c) > 0).toBe(false);
      }),
    );
  });

  it('has a reason for every place that two matches do not share', () => {
    check(
      fc.property(ranked, ranked, (a, b) => {
        expect(findRankStep(a, b) === undefined).toBe(
          compareRankedMatches(a, b) === 0,
        );
        expect(findRankStep(a, b)).toBe(findRankStep(b, a));
      }),
    );
  });

  it('keeps matches of distinct rules apart', () => {
    check(
      fc.property(ranked, ranked, (a, b) => {
        const isSame =
          a.namespace === b.namespace &&
          a.name === b.name &&
          a.ruleIndex === b.ruleIndex &&
          a.matchIndex === b.matchIndex;
        expect(compareRankedMatches(a, b) !== 0 || isSame).toBe(true);
      }),
    );
  });
});
