import fc from 'fast-check';
import { openshiftRoute } from '../../sources/openshift-route';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type NaiveWorld,
} from './__testUtils__/agreeOn10000Requests';
import { service } from './__testUtils__/service';
import {
  answerOpenshiftRouteNaively,
  type NaiveOpenshiftRoute,
} from './openshiftRouteNaive';

/** Few hosts, paths and names, so that Routes meet. */
const HOSTS = ['a.x.io', 'b.x.io', 'c.a.x.io', 'x.io'];
const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/a/!b'];
const QUESTIONS = 20;

const backend = fc.record(
  {
    kind: fc.constant('Service'),
    name: fc.constantFrom('ready', 'other', 'idle', 'gone'),
    weight: fc.constantFrom(0, 1, 3, 100),
  },
  { requiredKeys: ['kind', 'name'] },
);
const tls = fc.oneof(
  fc.record(
    {
      termination: fc.constantFrom('edge', 'reencrypt'),
      insecureEdgeTerminationPolicy: fc.constantFrom(
        'None',
        'Allow',
        'Redirect',
      ),
    },
    { requiredKeys: ['termination'] },
  ),
  fc.record(
    {
      termination: fc.constant('passthrough'),
      insecureEdgeTerminationPolicy: fc.constantFrom('None', 'Redirect'),
    },
    { requiredKeys: ['termination'] },
  ),
);

const route = (name: string): fc.Arbitrary<NaiveOpenshiftRoute> =>
  fc
    .record({
      namespace: fc.constantFrom('n', 'n', 'n', 'm'),
      day: fc.integer({ min: 1, max: 3 }),
      host: fc.constantFrom('a.x.io', 'a.x.io', 'b.x.io', 'c.a.x.io'),
      isWildcard: fc.constantFrom(false, false, false, true),
      path: fc.constantFrom('', '', ...PATHS),
      tls: fc.option(tls, { nil: undefined }),
      to: backend,
      alternateBackends: fc.array(backend, { maxLength: 2 }),
      said: fc.constantFrom(...Array(8).fill(undefined), 'True', 'False'),
    })
    .map(({ namespace, day, host, isWildcard, path, said, ...spec }) => ({
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: {
        namespace,
        name,
        creationTimestamp: `2026-01-0${day}T00:00:00Z`,
      },
      spec: {
        ...spec,
        host,
        ...(isWildcard && { wildcardPolicy: 'Subdomain' }),
        // The API takes no path for passthrough Routes.
        ...(path !== '' && spec.tls?.termination !== 'passthrough' && { path }),
      },
      ...(said && {
        status: {
          ingress: [
            {
              routerName: 'default',
              conditions: [{ type: 'Admitted', status: said }],
            },
          ],
        },
      }),
    }));

const FIXED = ['n', 'm'].flatMap(namespace => [
  ...service({
    namespace,
    name: 'ready',
    endpoints: [{ addresses: ['10.0.0.1'] }],
  }),
  ...service({
    namespace,
    name: 'other',
    endpoints: [{ addresses: ['10.0.0.2'] }],
  }),
  ...service({ namespace, name: 'idle', endpoints: [] }),
]);

const question = fc
  .record({
    scheme: fc.constantFrom('http', 'http', 'https'),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS, '/a/b/c', '/abc', '/a/!bc'),
    query: fc.constantFrom('', '?k=1'),
    other: fc.option(fc.constantFrom(...HOSTS), { nil: undefined }),
  })
  .map(({ scheme, host, path, query, other }) => ({
    method: 'GET',
    headers: {},
    url: `${scheme}://${host}${path}${query}`,
    ...(scheme === 'https' && other && { sni: other }),
  }));

const world: fc.Arbitrary<NaiveWorld> = fc
  .record({
    routes: fc.tuple(route('r'), route('s'), route('t'), route('u')),
    questions: fc.array(question, {
      minLength: QUESTIONS,
      maxLength: QUESTIONS,
    }),
  })
  .map(({ routes, questions }) => ({
    objects: [...FIXED, ...routes],
    questions,
  }));

describe('the request tester at OpenShift’s router', () => {
  const options = {
    source: openshiftRoute,
    world,
    naive: answerOpenshiftRouteNaively,
    questionsPerWorld: QUESTIONS,
    seed: 20261121,
  };

  it('answers 10,000 random requests as the naive matcher does', () =>
    expect(agreeOn10000Requests(options)).toBe(10_000));

  it('answers the same whatever the order of the objects', () =>
    expect(answerInAnyOrder(options)).toBe(500));
});
