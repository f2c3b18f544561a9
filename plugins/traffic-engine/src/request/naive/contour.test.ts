import fc from 'fast-check';
import { contour } from '../../sources/contour';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type NaiveWorld,
} from './__testUtils__/agreeOn10000Requests';
import { service } from './__testUtils__/service';
import { answerContourNaively } from './contourNaive';
import type { NaiveCondition, NaiveHttpProxy } from './contourNaiveLines';

/** Few hosts, paths and names, so that rules meet. */
const HOSTS = ['a.io', 'b.a.io', 'c.b.a.io', 'd.io'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/r', '/r/'];
const QUESTIONS = 20;

const value = (operators: readonly string[], names: readonly string[]) =>
  fc
    .record({
      name: fc.constantFrom(...names),
      operator: fc.constantFrom(...operators),
      text: fc.constantFrom('1', '2', '12'),
    })
    .map(({ name, operator, text }) => ({
      name,
      [operator]: operator === 'present' ? true : text,
    }));
const header = fc.oneof(
  {
    weight: 4,
    arbitrary: value(
      ['exact', 'contains', 'notcontains', 'present'],
      ['k', 'l'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('GET', 'POST')
      .map(exact => ({ name: ':method', exact })),
  },
);
const valueCondition: fc.Arbitrary<NaiveCondition> = fc.oneof(
  header.map(each => ({ header: each })),
  value(['exact', 'prefix', 'contains', 'present'], ['k', 'l']).map(each => ({
    queryParameter: each,
  })),
);
const path = (kinds: readonly string[]): fc.Arbitrary<NaiveCondition> =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      text: fc.constantFrom(...PATHS),
    })
    .map(({ kind, text }) => ({ [kind]: text }));
const conditions = (kinds: readonly string[]) =>
  fc
    .record({
      path: fc.array(path(kinds), { maxLength: 1 }),
      values: fc.array(valueCondition, { maxLength: 2 }),
      isPathLast: fc.boolean(),
    })
    .map(({ path: one, values, isPathLast }) =>
      isPathLast ? [...values, ...one] : [...one, ...values],
    );

const services = fc.array(
  fc.record(
    {
      name: fc.constantFrom('ready', 'ready', 'idle', 'gone'),
      port: fc.constant(80),
      weight: fc.constantFrom(0, 1, 3),
    },
    { requiredKeys: ['name', 'port'] },
  ),
  { minLength: 1, maxLength: 2 },
);
const route = fc
  .record({
    conditions: conditions(['prefix', 'prefix', 'prefix', 'exact']),
    services,
    permitInsecure: fc.boolean(),
    kind: fc.constantFrom('plain', 'plain', 'plain', 'redirect', 'rewrite'),
    by: fc.constantFrom('/', '/x', '/x/'),
  })
  .map(({ conditions: all, services: to, permitInsecure, kind, by }) => ({
    conditions: all,
    permitInsecure,
    ...(kind === 'redirect'
      ? { requestRedirectPolicy: { prefix: by } }
      : { services: to }),
    ...(kind === 'rewrite' && {
      pathRewritePolicy: { replacePrefix: [{ replacement: by }] },
    }),
  }));

const proxy = (
  name: string,
  virtualhost?: fc.Arbitrary<{ fqdn: string; tls?: object }>,
): fc.Arbitrary<NaiveHttpProxy> =>
  fc
    .record({
      virtualhost: virtualhost ?? fc.constant(undefined),
      includes: fc.array(
        fc.record({
          name: fc.constantFrom('c', 'd', 'c', 'd', 'gone', 'root'),
          conditions: conditions(['prefix']),
        }),
        { maxLength: 2 },
      ),
      routes: fc.array(route, { maxLength: 3 }),
    })
    .map(({ virtualhost: host, ...spec }) => ({
      apiVersion: 'projectcontour.io/v1',
      kind: 'HTTPProxy',
      metadata: { namespace: 'n', name },
      spec: { ...spec, ...(host && { virtualhost: host }) },
    }));
const virtualhost = fc
  .record({
    fqdn: fc.constantFrom('a.io', 'a.io', '*.a.io', '*.b.a.io', 'd.io'),
    isSecure: fc.boolean(),
  })
  .map(({ fqdn, isSecure }) => ({
    fqdn,
    ...(isSecure && { tls: { secretName: 'tls' } }),
  }));

const FIXED = [
  ...service({ name: 'ready', endpoints: [{ addresses: ['10.0.0.1'] }] }),
  ...service({ name: 'idle', endpoints: [] }),
  {
    apiVersion: 'projectcontour.io/v1',
    kind: 'HTTPProxy',
    metadata: { namespace: 'n', name: 'elsewhere' },
    spec: {
      virtualhost: { fqdn: 'z.io' },
      routes: [{ services: [{ name: 'ready', port: 80 }] }],
    },
  },
];

const question = fc
  .record({
    scheme: fc.constantFrom('http', 'http', 'https'),
    host: fc.constantFrom('a.io', ...HOSTS),
    path: fc.constantFrom(...PATHS, '/a/b/c', '/abc', '/r/1', '/r1'),
    query: fc.constantFrom('', '?k=1', '?k=2&l=1', '?k=1&k=2', '?k', '?l=12'),
    method: fc.constantFrom('GET', 'POST'),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { k: '1' },
      { K: '12', l: '1' },
      { l: '2' },
    ),
    other: fc.option(fc.constantFrom(...HOSTS), { nil: undefined, freq: 3 }),
  })
  .map(({ scheme, host, path: at, query, other, ...rest }) => ({
    ...rest,
    url: `${scheme}://${host}${at}${query}`,
    ...(scheme === 'https' && other && { sni: other }),
  }));

const world: fc.Arbitrary<NaiveWorld> = fc
  .record({
    proxies: fc.tuple(
      proxy('root', virtualhost),
      proxy('other', virtualhost),
      proxy('c'),
      proxy('d'),
    ),
    questions: fc.array(question, {
      minLength: QUESTIONS,
      maxLength: QUESTIONS,
    }),
  })
  .map(({ proxies, questions }) => ({
    objects: [...FIXED, ...proxies],
    questions,
  }));

describe('the request tester at Contour', () => {
  const options = {
    source: contour,
    world,
    naive: answerContourNaively,
    questionsPerWorld: QUESTIONS,
    seed: 20261121,
  };

  it('answers 10,000 random requests as the naive matcher does', () =>
    expect(agreeOn10000Requests(options)).toBe(10_000));

  it('answers the same whatever the order of the objects', () =>
    expect(answerInAnyOrder(options)).toBe(500));
});
