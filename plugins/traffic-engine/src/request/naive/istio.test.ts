import fc from 'fast-check';
import { istio } from '../../sources/istio';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type NaiveWorld,
} from './__testUtils__/agreeOn10000Requests';
import { service } from './__testUtils__/service';
import { answerNaively } from './istioNaive';

/** Few hosts, paths and names, so that rules meet. */
const HOSTS = ['a.x.io', 'b.x.io', 'c.a.x.io', 'x.io', 'y.io'];
const PATTERNS = ['a.x.io', '*.x.io', '*.a.x.io', '*.io', 'x.io', '*'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/A'];
const METHODS = ['GET', 'POST'];
const NAMESPACES = ['infra', 'shop'];
const AGES = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const QUESTIONS = 20;

const some = <T>(items: fc.Arbitrary<T>, max = 2) =>
  fc.array(items, { minLength: 1, maxLength: max });
const someOf = (items: readonly string[], max = 2) =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: max });

const server = fc
  .record({
    port: fc.constantFrom(80, 443, 8080),
    hosts: someOf([...PATTERNS, 'shop/*.x.io', './*', '*/x.io']),
    redirects: fc.constantFrom(false, false, false, true),
  })
  .map(({ port, hosts, redirects }) => ({
    port: {
      number: port,
      name: `p${port}`,
      protocol: port === 443 ? 'HTTPS' : 'HTTP',
    },
    hosts,
    ...(port === 443 && { tls: { mode: 'SIMPLE', credentialName: 'cert' } }),
    ...(port === 80 && redirects && { tls: { httpsRedirect: true } }),
  }));
const gateway = (name: string, selector: string) =>
  fc
    .record({
      servers: fc.uniqueArray(server, {
        minLength: 1,
        maxLength: 3,
        selector: ({ port }) => port.number,
      }),
      age: fc.constantFrom(...AGES),
    })
    .map(({ servers, age }) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { namespace: 'infra', name, creationTimestamp: age },
      spec: { selector: { istio: selector }, servers },
    }));

const value = fc.oneof(
  fc.record({ exact: fc.constantFrom('1', '2') }),
  fc.record({ prefix: fc.constantFrom('1') }),
);
const values = fc.dictionary(fc.constantFrom('k', 'l'), value, {
  minKeys: 1,
  maxKeys: 2,
});
const match = fc.record(
  {
    uri: fc.oneof(
      fc.record({ exact: fc.constantFrom(...PATHS) }),
      fc.record({ prefix: fc.constantFrom(...PATHS) }),
      fc.record({ regex: fc.constantFrom('/a', '/a.*', '/[ab]+') }),
    ),
    ignoreUriCase: fc.constant(true),
    method: fc.record({ exact: fc.constantFrom(...METHODS) }),
    headers: values,
    withoutHeaders: values,
    queryParams: values,
    gateways: fc.constantFrom(['infra/one'], ['mesh']),
    port: fc.constantFrom(80, 443),
  },
  { requiredKeys: [] },
);
const destination = fc
  .record({
    host: fc.constantFrom(
      'ready',
      'idle',
      'gone',
      'ready.infra.svc.cluster.local',
    ),
    weight: fc.constantFrom(1, 3, 50),
  })
  .map(({ host, weight }) => ({ destination: { host }, weight }));
const rule = fc
  .record({
    match: fc.option(some(match), { nil: undefined }),
    does: fc.oneof(
      {
        weight: 6,
        arbitrary: some(destination).map(route => ({ route })),
      },
      {
        weight: 1,
        arbitrary: fc.constant({ redirect: { authority: 'new.io' } }),
      },
      {
        weight: 1,
        arbitrary: fc.constant({ directResponse: { status: 418 } }),
      },
    ),
  })
  .map(({ match: conditions, does }) => ({
    ...(conditions && { match: conditions }),
    ...does,
  }));
const virtualService = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constantFrom('v', 'w', 'x'),
    age: fc.constantFrom(...AGES),
    hosts: someOf(PATTERNS),
    gateways: someOf(['infra/one', 'infra/two', 'infra/gone', 'mesh'], 3),
    exportTo: fc.constantFrom(undefined, undefined, ['*'], ['.'], ['infra']),
    http: some(rule, 3),
  })
  .map(({ namespace, name, age, exportTo, ...spec }) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { namespace, name, creationTimestamp: age },
    spec: { ...spec, ...(exportTo && { exportTo }) },
  }));

const FIXED = NAMESPACES.flatMap(namespace => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  ...service({
    namespace,
    name: 'ready',
    port: 8080,
    endpoints: [{ addresses: ['10.0.0.1'] }],
  }),
  ...service({ namespace, name: 'idle', port: 8080, endpoints: [] }),
]);

const question = fc
  .record({
    scheme: fc.constantFrom(
      { scheme: 'http', port: '' },
      { scheme: 'https', port: '' },
      { scheme: 'http', port: ':8080' },
    ),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS, '/a/b/c', '/abc', '/b'),
    query: fc.constantFrom('', '?k=1', '?k=2&l=1', '?k=1&k=2'),
    method: fc.constantFrom(...METHODS),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { k: '1' },
      { K: '2', l: '12' },
    ),
  })
  .map(({ scheme: { scheme, port }, host, path, query, method, headers }) => ({
    method,
    url: `${scheme}://${host}${port}${path}${query}`,
    headers,
  }));

const world: fc.Arbitrary<NaiveWorld> = fc
  .record({
    gateways: fc.tuple(
      gateway('one', 'edge'),
      fc.constantFrom('edge', 'other').chain(name => gateway('two', name)),
    ),
    services: fc.uniqueArray(virtualService, {
      minLength: 1,
      maxLength: 4,
      selector: ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    }),
    questions: fc.array(question, {
      minLength: QUESTIONS,
      maxLength: QUESTIONS,
    }),
  })
  .map(({ gateways, services, questions }) => ({
    objects: [...FIXED, ...gateways, ...services],
    questions,
  }));

describe('the request tester at Istio', () => {
  const options = {
    source: istio,
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
