import {
  requestExplanationSchema,
  requestQuestionSchema,
  type KindStatus,
} from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../../request/explainRequest';
import { explainRequestIn } from '../../../request/explainRequestIn';
import { renderRequest } from '../../../request/renderRequest';
import { ALL_READS, SOURCES } from '../..';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { analyze } from '../../../analyze/analyze';
import { gatewayApi } from '..';

const WORLD = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: any }
spec: { controllerName: example.com/any }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: infra }
spec:
  gatewayClassName: any
  listeners:
    - { name: web, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
    - { name: shop, port: 80, protocol: HTTP, hostname: '*.shop.io', allowedRoutes: { namespaces: { from: All } } }
    - { name: own, port: 81, protocol: HTTP }
    - { name: pass, port: 443, protocol: TLS, hostname: '*.shop.io', tls: { mode: Passthrough }, allowedRoutes: { namespaces: { from: All } } }
    - { name: raw, port: 5432, protocol: TCP, allowedRoutes: { namespaces: { from: All }, kinds: [{ kind: TCPRoute }] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: other, namespace: infra }
spec:
  gatewayClassName: any
  listeners: [{ name: web, port: 80, protocol: HTTP, hostname: other.io }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop, creationTimestamp: '2026-01-01T00:00:00Z' }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: shop }]
  hostnames: [cart.shop.io]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /cart } }]
      backendRefs: [{ name: cart, port: 80, weight: 3 }, { name: gone, port: 80, weight: 1 }]
    - matches: [{ path: { type: PathPrefix, value: /cart }, headers: [{ name: X-Beta, value: '1' }] }]
      filters: [{ type: RequestRedirect, requestRedirect: { hostname: beta.shop.io, statusCode: 301 } }]
    - matches: [{ path: { type: PathPrefix, value: /cart }, method: POST }]
      backendRefs: [{ name: cart, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: all, namespace: shop, creationTimestamp: '2026-02-01T00:00:00Z' }
spec:
  parentRefs: [{ name: public, namespace: infra }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: refused, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: infra, port: 81 }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: pass, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: pass }]
  hostnames: [tls.shop.io]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: raw, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: raw }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }]
`;

function ask(
  url: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    statuses?: Readonly<Record<string, KindStatus>>;
  } = {},
) {
  const { statuses, ...question } = options;
  const explanation = explainRequest({
    snapshots: [
      snapshotFrom(WORLD, {
        kinds: ALL_READS,
        ...(statuses && { statuses }),
      }),
    ],
    sources: [gatewayApi],
    question: requestQuestionSchema.parse({ url, ...question }),
  });
  expect(requestExplanationSchema.parse(explanation)).toEqual(explanation);
  return renderRequest(explanation).trimEnd().split('\n').slice(1);
}

describe('answerRequest', () => {
  it('gives shares, the failed one too, and why each other rule lost', () => {
    expect(ask('http://cart.shop.io/cart/1')).toEqual([
      '  answer  via infra/public:shop  →  shop/cart:80 75 % as cart.shop.io/cart/1, shop/gone:80 25 % ✗ 500  [HTTPRoute shop/cart spec.rules[0]]',
      '  lost  HTTPRoute shop/all spec.rules[0]  its host is less specific (host *.shop.io)',
      '  lost  HTTPRoute shop/cart spec.rules[1]  a header does not match (header X-Beta)',
      '  lost  HTTPRoute shop/cart spec.rules[2]  it is for another method (method POST)',
    ]);
  });

  it('tells the location of a redirect, and what it outranked', () => {
    expect(
      ask('http://cart.shop.io/cart', { headers: { 'x-beta': '1' } }).slice(
        0,
        2,
      ),
    ).toEqual([
      '  answer  via infra/public:shop  →  301 to http://beta.shop.io/cart: The rule redirects.  [HTTPRoute shop/cart spec.rules[1]]',
      '  lost  HTTPRoute shop/cart spec.rules[0]  it names fewer headers',
    ]);
  });

  it('says that a rule names no method where the winner does', () => {
    expect(
      ask('http://cart.shop.io/cart', { method: 'POST' }).slice(0, 2),
    ).toEqual([
      '  answer  via infra/public:shop  →  shop/cart:80 100 % as cart.shop.io/cart  [HTTPRoute shop/cart spec.rules[2]]',
      '  lost  HTTPRoute shop/cart spec.rules[0]  it names no method',
    ]);
  });

  it('leaves out a Gateway whose listeners are not for the host', () => {
    expect(ask('http://any.io/').filter(line => /answer/.test(line))).toEqual([
      '  answer  via infra/public:web  →  shop/cart:80 100 % as any.io/  [HTTPRoute shop/all spec.rules[0]]',
    ]);
  });

  it('names the route that is not attached, and the 404', () => {
    expect(ask('http://any.io:81/')).toEqual([
      '  answer  via infra/public:own  →  404: No rule at this Gateway takes the request.',
      '  lost  HTTPRoute shop/refused spec.rules[0]  it is not attached (reason NotAllowedByListeners)',
    ]);
  });

  it('knows no 404 where routes could not be read', () => {
    expect(
      ask('http://any.io:81/', {
        statuses: {
          HTTPRoute: { state: 'pending' },
        },
      }),
    ).toEqual([
      '  answer  via infra/public:own  →  not known: No rule that could be looked at takes the request, and not all HTTPRoute objects could be.',
    ]);
  });

  it.each([
    {
      url: 'https://tls.shop.io/',
      expected:
        '  answer  via infra/public:pass  →  shop/cart:80 100 %  [TLSRoute shop/pass spec.rules[0]]',
    },
    {
      url: 'tls://web.shop.io',
      expected:
        '  answer  via infra/public:pass  →  not connected: No route takes the connection.',
    },
    {
      url: 'tcp://:5432',
      expected:
        '  answer  via infra/public:raw  →  shop/cart:80 100 %  [TCPRoute shop/raw spec.rules[0]]',
    },
    {
      url: 'https://any.io',
      expected:
        '  answer  via infra/public:pass  →  not connected: No listener serves this port.',
    },
    {
      url: 'udp://:53',
      expected:
        '  problem  No door takes a request for udp://:53: no Gateway, Ingress controller or entry point listens on port 53.',
    },
  ])('answers $url', ({ url, expected }) => {
    expect(ask(url)[0]).toBe(expected);
  });

  it('names routes by the ids that the analysis has', () => {
    const question = requestQuestionSchema.parse({
      url: 'http://cart.shop.io/cart',
    });
    const analysis = analyze([{ text: WORLD }], { requests: [question] });
    const [{ winner, runnersUp }] = analysis.requests?.[0].answers ?? [];
    const ids = new Set(analysis.routes.map(({ id }) => id));
    expect(ids.has(winner?.routeId ?? '')).toBe(true);
    expect(runnersUp.map(({ routeId }) => ids.has(routeId ?? ''))).toEqual([
      true,
      true,
      true,
    ]);
    expect(explainRequestIn([{ text: WORLD }], question)).toEqual(
      analysis.requests?.[0],
    );
  });

  it('says which kinds could not be looked at where nobody answers', () => {
    const explanation = explainRequest({
      snapshots: [
        snapshotFrom('', {
          kinds: ALL_READS,
          statuses: { Gateway: { state: 'pending' } },
        }),
      ],
      sources: SOURCES,
      question: requestQuestionSchema.parse({ url: 'https://a.io' }),
    });
    expect(explanation.problem).toBe(
      'No door that could be looked at takes a request for https://a.io:443; what could not be looked at, or only in part: test: Gateway.',
    );
  });
});

describe('a gRPC call', () => {
  const GRPC = `${WORLD}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: calls, namespace: shop, creationTimestamp: '2026-01-01T00:00:00Z' }
spec:
  parentRefs: [{ name: public, namespace: infra, sectionName: web }]
  hostnames: [calls.io]
  rules:
    - matches: [{ method: { service: shop.Cart, method: Get } }]
      backendRefs: [{ name: cart, port: 80 }]
`;
  const winnerOf = (question: object) =>
    explainRequestIn(
      [{ text: GRPC }],
      requestQuestionSchema.parse(question),
    ).answers.map(({ winner }) => winner?.object.kind);

  it.each([
    { method: 'POST', url: 'grpc://calls.io/shop.Cart/Get' },
    {
      method: 'POST',
      url: 'http://calls.io/shop.Cart/Get',
      headers: { 'Content-Type': 'application/grpc+proto' },
    },
  ])('is one by its scheme or its content type: $url', question => {
    expect(winnerOf(question)).toEqual(['GRPCRoute']);
  });

  it('is none without either', () => {
    expect(
      winnerOf({ method: 'POST', url: 'http://calls.io/shop.Cart/Get' }),
    ).toEqual(['HTTPRoute']);
  });

  it('names no listener that is refused where no rule takes the request', () => {
    const snapshot = snapshotFrom(
      `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: any }
spec: { controllerName: example.com/any }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: any
  listeners:
    - { name: one, port: 80, protocol: HTTP, hostname: a.io }
    - { name: two, port: 80, protocol: HTTP, hostname: a.io }
    - { name: open, port: 80, protocol: HTTP, hostname: b.io }
`,
      { kinds: ALL_READS },
    );
    const { answers } = explainRequest({
      snapshots: [snapshot],
      sources: [gatewayApi],
      question: requestQuestionSchema.parse({ url: 'http://a.io/' }),
    });
    expect(answers.map(({ entry }) => entry)).toMatchObject([
      { listener: 'open' },
    ]);
  });
});
