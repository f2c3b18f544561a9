import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { istio } from '..';

const KINDS = [...istio.reads, ...(istio.readsIfGiven ?? [])];

function ask(
  yaml: string,
  url: string,
  question: Partial<RequestQuestion> = {},
) {
  const snapshot = snapshotFrom(yaml, { kinds: KINDS });
  const { answers } = explainRequest({
    snapshots: [snapshot],
    sources: [istio],
    question: { method: 'GET', headers: {}, ...question, url },
    routes: istio.resolve(snapshot).routes,
  });
  return answers;
}

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [secure.example.com], tls: { mode: SIMPLE, credentialName: c } }
    - { port: { number: 443, name: wild, protocol: HTTPS }, hosts: ['*.example.com'], tls: { mode: SIMPLE, credentialName: c } }
    - { port: { number: 8443, name: pass, protocol: TLS }, hosts: ['*.example.com'], tls: { mode: PASSTHROUGH } }
    - { port: { number: 5432, name: pg, protocol: TCP }, hosts: ['*'] }
    - { port: { number: 8080, name: redirect, protocol: HTTP }, hosts: [secure.example.com], tls: { httpsRedirect: true } }
---
${service('up', 1)}
---
${service('down', 0)}
`;

function service(name: string, ready: number): string {
  const endpoint = `{ addresses: [10.0.0.1], conditions: { ready: ${
    ready > 0
  } } }`;
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ name: http, port: 80 }]
endpoints: [${endpoint}]
`;
}

/** Beside the others it would say that Services may have endpoints in other clusters. */
const EAST_WEST = `
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: east-west, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 15443, name: ew, protocol: TLS }, hosts: ['*.local'], tls: { mode: AUTO_PASSTHROUGH } }]
`;

const virtualService = (spec: string, name = 'v') => `${GATEWAY}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const TO_UP = 'route: [{ destination: { host: up } }]';
const TO_DOWN = 'route: [{ destination: { host: down } }]';

describe('the trap table (SEMANTICS.md B.8), column Istio', () => {
  const takes = (hosts: string, match: string, url: string) =>
    ask(
      virtualService(
        `{ hosts: ${hosts}, gateways: [public], http: [{ match: [${match}], ${TO_UP} }] }`,
      ),
      url,
    )[0].winner !== null;

  it('a prefix is one of the text: /foo takes /foobar', () => {
    const match = '{ uri: { prefix: /foo } }';
    expect(takes("['*']", match, 'http://a.x/foobar')).toBe(true);
    expect(takes("['*']", match, 'http://a.x/fo')).toBe(false);
  });

  it('*.x takes a.b.x: a wildcard is a suffix', () => {
    expect(takes("['*.x.io']", '{}', 'http://a.b.x.io/')).toBe(true);
  });

  it('*.x does not take x', () => {
    expect(takes("['*.x.io']", '{}', 'http://x.io/')).toBe(false);
  });

  it('the winner is the first of the list, not the longest', () => {
    const [answer] = ask(
      virtualService(
        `{ hosts: [a.io], gateways: [public], http: [
          { match: [{ uri: { prefix: /a } }], ${TO_UP} },
          { match: [{ uri: { exact: /a/b } }], ${TO_DOWN} } ] }`,
      ),
      'http://a.io/a/b',
    );
    expect(answer.winner).toMatchObject({ ruleIndex: 0 });
    expect(answer.runnersUp).toMatchObject([
      { ruleIndex: 1, lostBy: 'later-in-list' },
    ]);
  });

  it('any host must be written as *', () => {
    expect(takes("['*']", '{}', 'http://anything.io/')).toBe(true);
    expect(takes('[a.io]', '{}', 'http://anything.io/')).toBe(false);
  });

  it('a destination of another namespace needs its full name and its exportTo alone', () => {
    const yaml = (exportTo: string) =>
      `${virtualService(
        '{ hosts: [a.io], gateways: [public], http: [{ route: [{ destination: { host: far.other.svc.cluster.local } }] }] }',
      )}
---
${service('far', 1)
  .replace(/namespace: shop/g, 'namespace: other')
  .replace('name: far,', `name: far, ${exportTo}`)}`;
    expect(ask(yaml(''), 'http://a.io/')[0].outcome).toMatchObject({
      kind: 'forward',
      shares: [{ outcome: 'forwarded', backend: { namespace: 'other' } }],
    });
    const hidden = "annotations: { networking.istio.io/exportTo: '.' },";
    expect(ask(yaml(hidden), 'http://a.io/')[0].outcome).toMatchObject({
      kind: 'respond',
      status: 503,
    });
  });

  it('the Secret of a server lies in the namespace of the gateway’s pods', () => {
    const yaml = `${GATEWAY}
---
apiVersion: v1
kind: Pod
metadata: { name: gw, namespace: istio-system, labels: { istio: ingressgateway } }
status: { phase: Running }
`;
    const { listeners } = istio.resolve(snapshotFrom(yaml, { kinds: KINDS }));
    expect(
      listeners.find(({ name }) => name === 'https')?.tls.certificates,
    ).toMatchObject([
      { ref: { namespace: 'istio-system', name: 'c' }, state: 'missing' },
    ]);
  });

  it('a destination that is missing or has no ready endpoint is 503', () => {
    for (const host of ['gone', 'down']) {
      const [answer] = ask(
        virtualService(
          `{ hosts: [a.io], gateways: [public], http: [{ route: [{ destination: { host: ${host} } }] }] }`,
        ),
        'http://a.io/',
      );
      expect(answer.outcome).toMatchObject({ kind: 'respond', status: 503 });
    }
  });

  it('weights are relative to their sum', () => {
    const [answer] = ask(
      virtualService(
        `{ hosts: [a.io], gateways: [public], http: [{ route: [
          { destination: { host: up }, weight: 1 },
          { destination: { host: down }, weight: 3 } ] }] }`,
      ),
      'http://a.io/',
    );
    expect(answer.outcome).toMatchObject({
      kind: 'forward',
      shares: [
        { share: 0.25, outcome: 'forwarded' },
        { share: 0.75, outcome: 'failed', status: 503 },
      ],
    });
  });
});

describe('serveRequest', () => {
  const everything = virtualService(
    `{ hosts: ['*.example.com'], gateways: [public],
      http: [
        { match: [{ uri: { prefix: /old } }], redirect: { prefixRewrite: /new, authority: new.example.com, scheme: https } },
        { match: [{ uri: { exact: /fixed } }], directResponse: { status: 418 } },
        { match: [{ uri: { prefix: /abort } }], fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, ${TO_UP} },
        { match: [{ uri: { prefix: /some } }], fault: { abort: { httpStatus: 500, percentage: { value: 25 } } }, ${TO_UP} },
        { match: [{ uri: { prefix: /rewrite } }], rewrite: { uri: /, authority: in.example.com }, mirror: { host: down }, ${TO_UP} },
        { match: [{ uri: { prefix: /cors } }], corsPolicy: { allowOrigins: [{ exact: https://a.example.com }] }, ${TO_UP} },
        { ${TO_UP} } ],
      tls: [
        { match: [{ sniHosts: ['*.example.com'] }], ${TO_DOWN} },
        { match: [{ sniHosts: [one.example.com] }], ${TO_UP} } ],
      tcp: [ { match: [{ port: 5432 }], ${TO_UP} } ] }`,
  );
  const outcome = (url: string, question?: Partial<RequestQuestion>) =>
    ask(everything, url, question).map(answer => answer.outcome);

  it.each([
    {
      name: 'a redirect with a new prefix, and the query as it was',
      url: 'http://a.example.com/old/x?q=1',
      expected: [
        {
          kind: 'respond',
          status: 301,
          location: 'https://new.example.com/new/x?q=1',
        },
      ],
    },
    {
      name: 'a direct response',
      url: 'http://a.example.com/fixed',
      expected: [{ kind: 'respond', status: 418 }],
    },
    {
      name: 'a fault for everybody',
      url: 'http://a.example.com/abort',
      expected: [{ kind: 'respond', status: 500 }],
    },
    {
      name: 'a fault for some',
      url: 'http://a.example.com/some',
      expected: [
        {
          kind: 'forward',
          shares: [
            { share: 0.75, outcome: 'forwarded' },
            { share: 0.25, outcome: 'failed', status: 500 },
          ],
        },
      ],
    },
    {
      name: 'a rewrite of the prefix and the host, and a mirror',
      url: 'http://a.example.com/rewrite/x',
      expected: [
        {
          kind: 'forward',
          shares: [{ host: 'in.example.com', path: '//x' }],
          mirrors: [{ name: 'down' }],
        },
      ],
    },
    {
      name: 'no host of the port',
      url: 'http://other.org/',
      expected: [{ kind: 'respond', status: 404 }],
    },
    {
      name: 'plain HTTP where it is redirected',
      url: 'http://secure.example.com:8080/x?y',
      expected: [
        {
          kind: 'respond',
          status: 301,
          location: 'https://secure.example.com:8080/x?y',
        },
      ],
    },
    {
      name: 'TLS passed on, by the most specific server name',
      url: 'tls://one.example.com:8443',
      expected: [{ kind: 'forward', shares: [{ backend: { name: 'up' } }] }],
    },
    {
      name: 'TLS for no server name',
      url: 'https://other.org/',
      expected: [{ kind: 'refused' }],
    },
    {
      name: 'TLS where there is none',
      url: 'https://a.example.com:80/',
      expected: [{ kind: 'refused' }],
    },
    {
      name: 'plain HTTP where there is TLS alone',
      url: 'http://a.example.com:8443/',
      expected: [{ kind: 'refused' }],
    },
    {
      name: 'a connection',
      url: 'tcp://:5432',
      expected: [{ kind: 'forward', shares: [{ backend: { name: 'up' } }] }],
    },
    { name: 'nobody on another port', url: 'http://a.io:9/', expected: [] },
  ])('$name', ({ url, expected }) => {
    expect(outcome(url)).toMatchObject(expected);
    expect(outcome(url)).toHaveLength(expected.length);
  });

  it('is nobody between clusters', () => {
    expect(
      ask(`${everything}${EAST_WEST}`, 'tls://up.shop.svc.cluster.local:15443'),
    ).toEqual([]);
  });

  it('answers a preflight for an allowed origin itself', () => {
    const preflight = (origin: string) =>
      outcome('http://a.example.com/cors', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    expect(preflight('https://a.example.com')).toMatchObject([
      { kind: 'respond', status: 200 },
    ]);
    expect(preflight('https://b.example.com')).toMatchObject([
      { kind: 'forward' },
    ]);
  });

  it('goes by the server name before the host: the most specific server of the port', () => {
    expect(ask(everything, 'https://secure.example.com/')).toMatchObject([
      { entry: { listener: 'https' } },
    ]);
    expect(ask(everything, 'https://b.example.com/')).toMatchObject([
      { entry: { listener: 'wild' } },
    ]);
  });

  it('names the route that won', () => {
    const [answer] = ask(everything, 'http://a.example.com/cors');
    expect(answer.winner?.routeId).toMatch(
      /VirtualService\|shop\|v\/http\/5\.0/,
    );
  });

  it('says why the others lost', () => {
    const [answer] = ask(
      `${virtualService(
        `{ hosts: [a.io], gateways: [public], http: [
          { match: [{ uri: { exact: /b } }], ${TO_UP} },
          { match: [{ method: { exact: POST } }], ${TO_UP} },
          { match: [{ headers: { x: { exact: '1' } } }], ${TO_UP} },
          { match: [{ withoutHeaders: { y: {} } }], ${TO_UP} },
          { match: [{ queryParams: { q: {} } }], ${TO_UP} },
          { match: [{ scheme: { exact: https } }], ${TO_UP} },
          { ${TO_DOWN} } ] }`,
      )}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: wide, namespace: shop }
spec: { hosts: ['*.io'], gateways: [public], http: [{ ${TO_UP} }] }
`,
      'http://a.io/a',
      { headers: { y: '1' } },
    );
    expect(answer.winner).toMatchObject({ ruleIndex: 6 });
    expect(answer.runnersUp.map(({ lostBy }) => lostBy)).toEqual([
      'path',
      'method',
      'header',
      'header',
      'query-parameter',
      'other-condition',
      'less-specific-host',
    ]);
  });
});

describe('authorization', () => {
  const policy = (spec: string) => `${virtualService(
    `{ hosts: [a.io], gateways: [public], http: [{ ${TO_UP} }] }`,
  )}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: shop }
spec: { selector: { matchLabels: { istio: ingressgateway } }, ${spec} }
`;

  it.each([
    { name: 'ALLOW nothing', spec: '', path: '/', expected: 403 },
    {
      name: 'ALLOW a path',
      spec: 'rules: [{ to: [{ operation: { paths: [/a/*] } }] }]',
      path: '/a/b',
      expected: 'forward',
    },
    {
      name: 'ALLOW another path',
      spec: 'rules: [{ to: [{ operation: { paths: [/a/*] } }] }]',
      path: '/b',
      expected: 403,
    },
    {
      name: 'DENY a method that is not used',
      spec: 'action: DENY, rules: [{ to: [{ operation: { notMethods: [GET] } }] }]',
      path: '/',
      expected: 'forward',
    },
    {
      name: 'DENY without a token',
      spec: "action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }]",
      path: '/',
      expected: 403,
    },
    {
      name: 'DENY by address is not known',
      spec: 'action: DENY, rules: [{ from: [{ source: { remoteIpBlocks: [10.0.0.0/8] } }] }]',
      path: '/',
      expected: 'unknown',
    },
    {
      name: 'CUSTOM is somebody else’s',
      spec: 'action: CUSTOM, provider: { name: p }, rules: [{}]',
      path: '/',
      expected: 'unknown',
    },
    {
      name: 'identities of the mesh do not come from outside',
      spec: 'rules: [{ from: [{ source: { namespaces: [shop] } }] }]',
      path: '/',
      expected: 403,
    },
    {
      name: 'a header decides',
      spec: "rules: [{ when: [{ key: 'request.headers[x-key]', values: [secret] }] }]",
      path: '/',
      expected: 403,
    },
  ])('$name', ({ spec, path, expected }) => {
    const [{ outcome }] = ask(policy(spec), `http://a.io${path}`);
    expect(outcome.kind === 'respond' ? outcome.status : outcome.kind).toBe(
      expected,
    );
  });

  it('asks for the port of the Service where the Gateway names its targetPort', () => {
    const yaml = `
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: infra }
spec: { selector: { istio: ingressgateway }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 8080, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all, namespace: shop }
spec: { hosts: ['*'], gateways: [public], http: [{ redirect: { uri: /home } }] }
`;
    expect(ask(yaml, 'http://shop.example.com/')).toMatchObject([
      { outcome: { kind: 'respond' } },
    ]);
    expect(ask(yaml, 'http://shop.example.com:8080/')).toEqual([]);
  });
});
