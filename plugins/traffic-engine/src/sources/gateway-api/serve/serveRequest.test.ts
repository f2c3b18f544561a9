import { snapshotFrom } from '../../../testing/snapshotFrom';
import { gatewayApi } from '..';
import { gatewayApiTranslation } from '../translate';
import { serveRequest } from './serveRequest';
import type { GatewayRequest } from './ServedResponse';

/** What the specification's own cases (src/conformance) do not ask. */
const objects = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: web }
spec: { controllerName: example.com/controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec: { gatewayClassName: web, listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: orphan, namespace: shop }
spec: { gatewayClassName: gone, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: web }, { name: orphan }]
  rules:
    - matches: [{ path: { value: /cart } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches: [{ path: { type: RegularExpression, value: "/cart/[0-9]+" } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches: [{ path: { type: Exact, value: /vendor } }]
      filters: [{ type: ExtensionRef }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: plain, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [plain.example.com]
  rules:
    - matches: [{ path: { type: Exact, value: /dropped } }]
      filters: [{ type: Teleport }]
    - backendRefs: [{ name: cart, port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
`;
const request: GatewayRequest = {
  gateway: { namespace: 'shop', name: 'web' },
  port: 80,
  scheme: 'http',
  host: 'plain.example.com',
  method: 'GET',
  path: '/',
  headers: {},
};
const translation = snapshotFrom(objects, { kinds: gatewayApi.reads }).index(
  gatewayApiTranslation,
);
const serve = (change: Partial<GatewayRequest>) =>
  serveRequest(translation, { ...request, ...change }, () => true);

/** A host with expressions, by the controller that serves it: how they rank is that controller's own. */
const regexObjects = (controller: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: web }
spec: { controllerName: ${controller} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec: { gatewayClassName: web, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [plain.example.com]
  rules:
    - matches: [{ path: { value: / } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches: [{ path: { type: RegularExpression, value: "/cart/[0-9]+" } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches: [{ path: { type: Exact, value: /cart/7 } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches:
        - headers: [{ type: RegularExpression, name: x-user, value: "a.*" }]
      backendRefs: [{ name: cart, port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
`;
const UNKNOWN = 'example.com/controller';
const ENVOY_GATEWAY = 'gateway.envoyproxy.io/gatewayclass-controller';
const ISTIO = 'istio.io/gateway-controller';

describe('serveRequest with regular expressions', () => {
  it.each<{
    name: string;
    controller: string;
    change: Partial<GatewayRequest>;
    rule: number | undefined;
  }>([
    {
      name: 'none that could take the request',
      controller: UNKNOWN,
      change: { path: '/login' },
      rule: 0,
    },
    {
      name: 'an exact path goes before',
      controller: UNKNOWN,
      change: { path: '/cart/7' },
      rule: 2,
    },
    {
      name: 'of a controller that is not known',
      controller: UNKNOWN,
      change: { path: '/cart/1' },
      rule: undefined,
    },
    {
      name: 'of a controller that is not known, where a part of the path fits',
      controller: UNKNOWN,
      change: { path: '/cart/1/add' },
      rule: undefined,
    },
    {
      name: 'Envoy Gateway has them before prefixes',
      controller: ENVOY_GATEWAY,
      change: { path: '/cart/1' },
      rule: 1,
    },
    {
      name: 'Envoy matches all of the path',
      controller: ENVOY_GATEWAY,
      change: { path: '/cart/1/add' },
      rule: 0,
    },
    {
      name: 'Istio has them after prefixes',
      controller: ISTIO,
      change: { path: '/cart/1' },
      rule: 0,
    },
    {
      name: 'a header’s counts as any other header',
      controller: UNKNOWN,
      change: { path: '/login', headers: { 'x-user': 'anna' } },
      rule: 3,
    },
    {
      name: 'a header that it does not take',
      controller: UNKNOWN,
      change: { path: '/login', headers: { 'x-user': 'bob' } },
      rule: 0,
    },
  ])('$controller: $name', ({ controller, change, rule }) => {
    const response = serveRequest(
      snapshotFrom(regexObjects(controller), { kinds: gatewayApi.reads }).index(
        gatewayApiTranslation,
      ),
      { ...request, ...change },
      () => true,
    );
    expect('winner' in response ? response.winner.ruleIndex : undefined).toBe(
      rule,
    );
  });
});

describe('serveRequest', () => {
  it.each<{ name: string; change: Partial<GatewayRequest>; kind: string }>([
    {
      name: 'a Gateway that is not there',
      change: { gateway: { namespace: 'shop', name: 'nowhere' } },
      kind: 'refused',
    },
    {
      name: 'a Gateway whose class is not there',
      change: { gateway: { namespace: 'shop', name: 'orphan' } },
      kind: 'refused',
    },
    {
      name: 'a port without a listener',
      change: { port: 81 },
      kind: 'refused',
    },
    {
      name: 'a host that the listener does not have',
      change: { host: 'example.com' },
      kind: 'not-found',
    },
    {
      name: 'a regular expression that may win',
      change: { host: 'a.example.com', path: '/cart/1' },
      kind: 'unknown',
    },
    {
      name: 'a more specific hostname wins before any expression',
      change: { path: '/cart/1' },
      kind: 'backends',
    },
    {
      name: 'a filter that may answer itself',
      change: { host: 'a.example.com', path: '/vendor' },
      kind: 'unknown',
    },
  ])('$name: $kind', ({ change, kind }) => {
    expect(serve(change).kind).toBe(kind);
  });

  it('drops a rule with a filter that nobody knows', () => {
    expect(serve({ path: '/dropped' })).toMatchObject({
      kind: 'backends',
      winner: { ruleIndex: 1 },
    });
  });

  it.each([
    {
      name: 'ready',
      ready: true,
      outcome: { kind: 'forwarded', host: 'plain.example.com', path: '/' },
    },
    {
      name: 'not ready',
      ready: false,
      outcome: { kind: 'failed', status: 503 },
    },
    { name: 'not known', ready: undefined, outcome: { kind: 'unknown' } },
  ])('endpoints $name', ({ ready, outcome }) => {
    expect(serveRequest(translation, request, () => ready)).toMatchObject({
      kind: 'backends',
      shares: [{ share: 1, outcome }],
    });
  });
});
