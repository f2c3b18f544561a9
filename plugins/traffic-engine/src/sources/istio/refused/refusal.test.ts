import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { istio } from '..';

const KINDS = [...istio.reads, ...(istio.readsIfGiven ?? [])];

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: gw }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
`;

const virtualService = (name: string, spec: string, created = '') => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop${
  created ? `, creationTimestamp: '${created}'` : ''
} }
spec: { gateways: [public], ${spec} }
`;

function resolve(yaml: string) {
  const snapshot = snapshotFrom(`${GATEWAY}${yaml}`, { kinds: KINDS });
  return { snapshot, ...istio.resolve(snapshot) };
}

function ask(yaml: string, url: string) {
  const { snapshot, routes } = resolve(yaml);
  const { answers } = explainRequest({
    snapshots: [snapshot],
    sources: [istio],
    question: { method: 'GET', headers: {}, url },
    routes,
  });
  return answers[0].outcome;
}

const OK = 'directResponse: { status: 200 }';
const one = (rule: string) => `hosts: [a.io], http: [${rule}]`;

describe('VirtualServices that istiod refuses', () => {
  it.each([
    [
      one(`{ match: [{ uri: { regex: '/(?!x).*' } }], ${OK} }`),
      'spec.http[0].match[0].uri.regex',
      'detached',
    ],
    [
      one(`{ match: [{ headers: { a: { regex: '(a)\\1' } } }], ${OK} }`),
      'spec.http[0].match[0].headers.a.regex',
      'detached',
    ],
    [
      one(`{ match: [{ queryParams: { q: { regex: 'a{1001}' } } }], ${OK} }`),
      'spec.http[0].match[0].queryParams.q.regex',
      'detached',
    ],
    [
      one(`{ match: [{ method: { prefix: '' } }], ${OK} }`),
      'spec.http[0].match[0].method.prefix',
      'detached',
    ],
    [
      one(
        "{ rewrite: { uriRegexRewrite: { match: '(', rewrite: a } }, route: [{ destination: { host: a } }] }",
      ),
      'spec.http[0].rewrite.uriRegexRewrite.match',
      'detached',
    ],
    [
      one('{ redirect: { uri: /a, redirectCode: 200 } }'),
      'spec.http[0].redirect.redirectCode',
      'detached',
    ],
    [
      one('{ directResponse: { status: 100 } }'),
      'spec.http[0].directResponse.status',
      'detached',
    ],
    [
      one(`{ ${OK}, route: [{ destination: { host: a } }] }`),
      'spec.http[0]',
      'unknown',
    ],
    [
      one(
        '{ route: [{ destination: { host: a } }, { destination: { host: b } }] }',
      ),
      'spec.http[0].route',
      'unknown',
    ],
    [
      one("{ route: [{ destination: { host: '*' } }] }"),
      'spec.http[0].route[0].destination.host',
      'unknown',
    ],
  ])('%s: at %s, %s', (spec, path, state) => {
    const { routes, problems } = resolve(virtualService('v', spec));
    expect(routes.map(({ door }) => door.state)).toEqual([state]);
    expect(
      problems.filter(({ severity }) => severity === 'error'),
    ).toMatchObject([{ path }]);
  });

  it.each([
    "{ match: [{ uri: { prefix: '' } }], directResponse: { status: 200 } }",
    "{ match: [{ headers: { a: { regex: '*' } } }], directResponse: { status: 200 } }",
    "{ match: [{ uri: { regex: '(?i)/a\\pL+' } }], directResponse: { status: 200 } }",
    '{ redirect: { uri: /a, redirectCode: 308 } }',
  ])('takes %s', rule => {
    const { routes, problems } = resolve(virtualService('v', one(rule)));
    expect(routes.map(({ door }) => door.state)).toEqual(['serving']);
    expect(problems).toEqual([]);
  });

  it('refuses a server name that is not among the hosts', () => {
    const { problems } = resolve(
      virtualService(
        'v',
        'hosts: [a.io], tls: [{ match: [{ sniHosts: [b.io] }], route: [{ destination: { host: a } }] }]',
      ),
    );
    expect(problems).toMatchObject([
      { severity: 'error', path: 'spec.tls[0].match[0].sniHosts[0]' },
    ]);
  });

  const BAD = one(`{ match: [{ uri: { regex: '(?=a)' } }], ${OK} }`);
  const GOOD = `hosts: [b.io], http: [{ ${OK} }]`;

  it('leaves open what is answered for the hosts of a refused one', () => {
    const yaml = `${virtualService('bad', BAD)}${virtualService('good', GOOD)}`;
    expect(ask(yaml, 'http://a.io/')).toMatchObject({ kind: 'unknown' });
    expect(ask(yaml, 'http://b.io/')).toMatchObject({ status: 200 });
  });

  it('leaves all open where the refused one is there: Envoy takes none of the routes', () => {
    const yaml = `${virtualService(
      'bad',
      BAD,
      '2026-01-01T00:00:00Z',
    )}${virtualService('good', GOOD)}`;
    expect(ask(yaml, 'http://b.io/')).toMatchObject({ kind: 'unknown' });
  });
});
