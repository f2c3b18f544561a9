import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { istio } from '..';

const KINDS = [...istio.reads, ...(istio.readsIfGiven ?? [])];

const service = (name: string, ports = '[{ name: http, port: 80 }]') => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: ${ports} }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ name: http, port: 80 }]
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }]
`;

const gateway = (namespace: string) => `
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
    - { port: { number: 8080, name: other, protocol: HTTP }, hosts: ['*'] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingressgateway, namespace: ${namespace} }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  template:
    metadata: { labels: { istio: ingressgateway } }
    spec: { serviceAccountName: ingress, containers: [{ name: istio-proxy }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: up, namespace: shop }
spec:
  selector: { matchLabels: { app: up } }
  template:
    metadata: { labels: { app: up, version: v1, sidecar.istio.io/inject: 'true' } }
    spec: { containers: [{ name: app }] }
---
apiVersion: v1
kind: Pod
metadata:
  name: up-1
  namespace: shop
  labels: { app: up, version: v1 }
  ownerReferences: []
spec: { containers: [{ name: app }, { name: istio-proxy }] }
status: { phase: Running, podIP: 10.0.0.1, conditions: [{ type: Ready, status: 'True' }] }
${service('up')}
`;

function ask(
  yaml: string,
  url: string,
  {
    namespace = 'istio-system',
    ...question
  }: Partial<RequestQuestion> & { namespace?: string } = {},
) {
  const snapshot = snapshotFrom(`${gateway(namespace)}${yaml}`, {
    kinds: KINDS,
  });
  const [answer] = explainRequest({
    snapshots: [snapshot],
    sources: [istio],
    question: { method: 'GET', headers: {}, ...question, url },
    routes: istio.resolve(snapshot).routes,
  }).answers;
  return answer.outcome;
}

const rule = (http: string, name = 'v', meta = '') => `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop${meta} }
spec: { hosts: [a.io], gateways: [public], http: [${http}] }
`;
const destinationRule = (namespace: string, spec: string) => `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: d, namespace: ${namespace} }
spec: ${spec}
`;
const SUBSET = rule('{ route: [{ destination: { host: up, subset: v1 } }] }');
const V1 =
  '{ host: up.shop.svc.cluster.local, subsets: [{ name: v1, labels: { version: v1 } }] }';

describe('the DestinationRules that a gateway in the root namespace follows', () => {
  it('are those of the Service before the mesh’s defaults beside it', () => {
    const yaml = `${SUBSET}${destinationRule(
      'istio-system',
      '{ host: "*.local", trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }',
    )}${destinationRule('shop', V1)}`;
    expect(ask(yaml, 'http://a.io/')).toMatchObject({ kind: 'forward' });
  });

  it('are first those that are exported to the root namespace alone', () => {
    const yaml = `${SUBSET}${destinationRule(
      'istio-system',
      '{ host: "*.local", exportTo: ["."] }',
    )}${destinationRule('shop', V1)}`;
    expect(ask(yaml, 'http://a.io/')).toMatchObject({ status: 503 });
  });

  it('are first those of its own namespace where that is another', () => {
    const yaml = `${SUBSET}${destinationRule(
      'edge',
      '{ host: "*.local" }',
    )}${destinationRule('shop', V1)}`;
    expect(ask(yaml, 'http://a.io/', { namespace: 'edge' })).toMatchObject({
      status: 503,
    });
  });

  it('keep to the root namespace that the mesh configuration names', () => {
    const mesh = `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "rootNamespace: edge\\ntrustDomain: corp.example\\n" }
`;
    const yaml = `${SUBSET}${mesh}${destinationRule(
      'edge',
      '{ host: "*.local" }',
    )}${destinationRule('shop', V1)}`;
    expect(ask(yaml, 'http://a.io/', { namespace: 'edge' })).toMatchObject({
      kind: 'forward',
    });
  });
});

describe('what a rule does with a request', () => {
  it('an abort without a percentage aborts none', () => {
    expect(
      ask(
        rule(
          '{ fault: { abort: { httpStatus: 418 } }, route: [{ destination: { host: up } }] }',
        ),
        'http://a.io/',
      ),
    ).toMatchObject({
      kind: 'forward',
      shares: [{ share: 1, outcome: 'forwarded' }],
    });
  });

  it.each([
    { redirect: '{ scheme: https }', location: 'https://a.io:8080/x?q=1' },
    {
      redirect: '{ scheme: https, authority: b.io }',
      location: 'https://b.io/x?q=1',
    },
    { redirect: '{ port: 9000 }', location: 'http://a.io:9000/x?q=1' },
    {
      redirect: '{ scheme: https, port: 443, authority: b.io }',
      location: 'https://b.io/x?q=1',
    },
    {
      redirect: '{ authority: b.io, derivePort: FROM_REQUEST_PORT }',
      location: 'http://b.io:8080/x?q=1',
    },
    {
      redirect: '{ uri: /y, redirectCode: 308 }',
      location: 'http://a.io:8080/y?q=1',
    },
  ])('a redirect $redirect leads to $location', ({ redirect, location }) => {
    expect(
      ask(rule(`{ redirect: ${redirect} }`), 'http://a.io:8080/x?q=1'),
    ).toMatchObject({ kind: 'respond', location });
  });

  it.each([
    { name: 'the destination', http: '', host: 'd.io' },
    {
      name: 'the rule',
      http: 'headers: { request: { set: { Host: r.io } } },',
      host: 'r.io',
    },
    {
      name: 'the rewrite',
      http: 'rewrite: { authority: w.io },',
      host: 'w.io',
    },
  ])('the host that is sent on is that of $name', ({ http, host }) => {
    expect(
      ask(
        rule(
          `{ ${http} route: [{ destination: { host: up }, headers: { request: { set: { ':authority': d.io } } } }] }`,
        ),
        'http://a.io/',
      ),
    ).toMatchObject({ shares: [{ host }] });
  });

  it.each([
    { unmatched: 'IGNORE', kind: 'respond' },
    { unmatched: 'FORWARD', kind: 'forward' },
  ])(
    'a preflight of a foreign origin: $unmatched comes to $kind',
    ({ unmatched, kind }) => {
      expect(
        ask(
          rule(
            `{ corsPolicy: { allowOrigins: [{ exact: 'https://x.io' }], unmatchedPreflights: ${unmatched} }, route: [{ destination: { host: up } }] }`,
          ),
          'http://a.io/',
          {
            method: 'OPTIONS',
            headers: {
              origin: 'https://y.io',
              'access-control-request-method': 'GET',
            },
          },
        ),
      ).toMatchObject({ kind });
    },
  );

  it('a default in any case stands last among the rules of several VirtualServices, too', () => {
    const yaml =
      rule(
        '{ match: [{ uri: { prefix: / }, ignoreUriCase: true }], directResponse: { status: 200 } }',
        'a',
        ", creationTimestamp: '2026-01-01T00:00:00Z'",
      ) +
      rule(
        '{ match: [{ uri: { prefix: /x } }], directResponse: { status: 418 } }',
        'b',
        ", creationTimestamp: '2026-02-01T00:00:00Z'",
      );
    expect(ask(yaml, 'http://a.io/x')).toMatchObject({ status: 418 });
  });
});

describe('AuthorizationPolicies at the gateway and behind it', () => {
  const policy = (spec: string, namespace: string) => `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: ${namespace} }
spec: ${spec}
`;
  const behind = (spec: string) => policy(spec, 'shop');
  const at = (spec: string) => policy(spec, 'istio-system');
  const OPEN = rule('{ route: [{ destination: { host: up } }] }');
  const DENIED = { kind: 'respond', status: 403 };
  const share = (outcome: string) => ({
    kind: 'forward',
    shares: [{ outcome }],
  });

  it.each([
    {
      name: 'lets the gateway in by its account',
      yaml: behind(
        '{ rules: [{ from: [{ source: { principals: [cluster.local/ns/istio-system/sa/ingress] } }] }] }',
      ),
      expected: share('forwarded'),
    },
    {
      name: 'keeps the gateway out that has another account',
      yaml: behind(
        '{ rules: [{ from: [{ source: { serviceAccounts: [istio-system/other] } }] }] }',
      ),
      expected: share('failed'),
    },
    {
      name: 'keeps out all of a namespace but the gateway’s',
      yaml: behind(
        '{ action: DENY, rules: [{ from: [{ source: { notNamespaces: [istio-system] } }] }] }',
      ),
      expected: share('forwarded'),
    },
    {
      name: 'knows the trust domain where the mesh names it',
      yaml: `${behind(
        '{ rules: [{ from: [{ source: { trustDomains: [corp.example] } }] }] }',
      )}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "trustDomain: corp.example" }
`,
      expected: share('forwarded'),
    },
    {
      name: 'does not know it where nothing names it',
      yaml: behind(
        '{ rules: [{ from: [{ source: { trustDomains: [corp.example] } }] }] }',
      ),
      expected: share('unknown'),
    },
    {
      name: 'denies who shows no certificate by a negation',
      yaml: at(
        '{ action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }',
      ),
      expected: DENIED,
    },
    {
      name: 'takes an attribute of the caller for what it is',
      yaml: at(
        '{ rules: [{ when: [{ key: source.namespace, values: [shop] }] }] }',
      ),
      expected: DENIED,
    },
    {
      name: 'denies by a template of the path',
      yaml: at(
        '{ action: DENY, rules: [{ to: [{ operation: { paths: ["/{*}/admin/{**}"] } }] }] }',
      ),
      path: '/a/admin/b/c',
      expected: DENIED,
    },
    {
      name: 'lets in what a template does not take',
      yaml: at(
        '{ action: DENY, rules: [{ to: [{ operation: { paths: ["/{*}/admin"] } }] }] }',
      ),
      path: '/a/b/admin',
      expected: share('forwarded'),
    },
    {
      name: 'sees no server name in plain HTTP',
      yaml: at(
        '{ selector: { matchLabels: { istio: ingressgateway } }, rules: [{ when: [{ key: connection.sni, notValues: [a.io] }] }] }',
      ),
      expected: share('forwarded'),
    },
    {
      name: 'does nothing with targets, which are for others',
      yaml: at(
        '{ targetRefs: [{ kind: Gateway, group: gateway.networking.k8s.io, name: x }], action: DENY, rules: [{}] }',
      ),
      expected: share('forwarded'),
    },
    {
      name: 'allows everything by an empty rule',
      yaml: at('{ rules: [{}] }'),
      expected: share('forwarded'),
    },
    {
      name: 'denies nothing without rules',
      yaml: at('{ action: DENY }'),
      expected: share('forwarded'),
    },
  ])('$name', ({ yaml, path = '/', expected }) => {
    expect(ask(`${OPEN}${yaml}`, `http://a.io${path}`)).toMatchObject(expected);
  });
});
