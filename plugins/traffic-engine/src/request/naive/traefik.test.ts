import fc from 'fast-check';
import { traefik } from '../../sources/traefik';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type NaiveWorld,
} from './__testUtils__/agreeOn10000Requests';
import { service } from './__testUtils__/service';
import { answerTraefikNaively, type NaiveIngressRoute } from './traefikNaive';

/** Few hosts, paths and names, so that rules meet. */
const HOSTS = ['a.x.io', 'b.x.io', 'c.a.x.io', 'x.io', 'y.io'];
const PATTERNS = ['a.x.io', '*.x.io', '*.a.x.io', 'x.io'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/b'];
const ADDRESSES = ['10.0.0.1', '10.0.0.2'];
const QUESTIONS = 20;

const call = (matcher: string, ...values: fc.Arbitrary<string>[]) =>
  fc
    .tuple(...values)
    .map(
      given => `${matcher}(${given.map(value => `\`${value}\``).join(', ')})`,
    );
const positive = fc.oneof(
  { weight: 3, arbitrary: call('Host', fc.constantFrom(...PATTERNS)) },
  call('Path', fc.constantFrom(...PATHS)),
  { weight: 3, arbitrary: call('PathPrefix', fc.constantFrom(...PATHS)) },
  call('Method', fc.constantFrom('GET', 'POST')),
  call('Header', fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')),
  call('Query', fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')),
  call('ClientIP', fc.constantFrom(...ADDRESSES)),
);
const condition = fc.oneof(
  { weight: 4, arbitrary: positive },
  { weight: 1, arbitrary: positive.map(text => `!${text}`) },
);
const match = fc
  .array(
    fc
      .array(condition, { minLength: 1, maxLength: 3 })
      .map(parts => parts.join(' && ')),
    { minLength: 1, maxLength: 3 },
  )
  .map(parts => parts.join(' || '));
const ingressRoute = (name: string): fc.Arbitrary<NaiveIngressRoute> =>
  fc
    .record({
      entryPoints: fc.constantFrom(
        ['web'],
        ['websecure'],
        ['web', 'websecure'],
      ),
      isSecure: fc.boolean(),
      routes: fc.array(
        fc.record(
          {
            match,
            priority: fc.constantFrom(0, 5, 30),
            services: fc.array(
              fc.record(
                {
                  name: fc.constantFrom('ready', 'ready', 'idle', 'gone'),
                  port: fc.constant(80),
                  weight: fc.constantFrom(0, 1, 3),
                },
                { requiredKeys: ['name', 'port'] },
              ),
              { minLength: 1, maxLength: 2 },
            ),
          },
          { requiredKeys: ['match', 'services'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    })
    .map(({ entryPoints, isSecure, routes }) => ({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { namespace: 'n', name },
      spec: { entryPoints, routes, ...(isSecure && { tls: {} }) },
    }));

const FIXED = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'traefik', name: 'traefik' },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'traefik',
              image: 'traefik:v3.7.9',
              args: [
                '--entryPoints.web.address=:80',
                '--entryPoints.websecure.address=:443',
                '--providers.kubernetescrd.allowEmptyServices=true',
              ],
            },
          ],
        },
      },
    },
  },
  ...service({ name: 'ready', endpoints: [{ addresses: ['10.0.0.1'] }] }),
  ...service({ name: 'idle', endpoints: [] }),
];

const question = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS, '/a/b/c', '/abc'),
    query: fc.constantFrom('', '?k=1', '?k=2&l=1', '?k=1&k=2'),
    method: fc.constantFrom('GET', 'POST'),
    headers: fc.constantFrom<Record<string, string>>(
      {},
      { k: '1' },
      { K: '2', l: '1' },
    ),
    clientAddress: fc.constantFrom(...ADDRESSES),
  })
  .map(({ scheme, host, path, query, ...rest }) => ({
    ...rest,
    url: `${scheme}://${host}${path}${query}`,
  }));

const world: fc.Arbitrary<NaiveWorld> = fc
  .record({
    routes: fc.tuple(ingressRoute('r'), ingressRoute('s'), ingressRoute('t')),
    questions: fc.array(question, {
      minLength: QUESTIONS,
      maxLength: QUESTIONS,
    }),
  })
  .map(({ routes, questions }) => ({
    objects: [...FIXED, ...routes],
    questions,
  }));

describe('the request tester at Traefik', () => {
  const options = {
    source: traefik,
    world,
    naive: answerTraefikNaively,
    questionsPerWorld: QUESTIONS,
    seed: 20261121,
  };

  it('answers 10,000 random requests as the naive matcher does', () =>
    expect(agreeOn10000Requests(options)).toBe(10_000));

  it('answers the same whatever the order of the objects', () =>
    expect(answerInAnyOrder(options)).toBe(500));
});
