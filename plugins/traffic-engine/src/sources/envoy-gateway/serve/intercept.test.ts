import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS, SOURCES } from '../..';

const worldOf = (controller: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
spec: { controllerName: ${controller} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec: { gatewayClassName: eg, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: filters, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [filters.io]
  rules:
    - matches: [{ path: { value: /teapot } }]
      filters: [{ type: ExtensionRef, extensionRef: { group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: teapot } }]
    - matches: [{ path: { value: /plain } }]
      filters: [{ type: ExtensionRef, extensionRef: { group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: plain } }]
    - matches: [{ path: { value: /service } }]
      filters: [{ type: ExtensionRef, extensionRef: { group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: rewrite } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches: [{ path: { value: /cookie } }]
      filters: [{ type: ExtensionRef, extensionRef: { group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: cookie } }]
      backendRefs: [{ name: cart, port: 80 }]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: teapot, namespace: shop }
spec: { directResponse: { statusCode: 418 } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: plain, namespace: shop }
spec: { directResponse: { body: { inline: hello } } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: rewrite, namespace: shop }
spec:
  urlRewrite:
    path: { type: ReplaceRegexMatch, replaceRegexMatch: { pattern: "^/service/([^/]+)(/.*)$", substitution: '\\2/instance/\\1' } }
    hostname: { type: Header, header: X-Tenant }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: { name: cookie, namespace: shop }
spec: { matches: [{ cookies: [{ name: beta, value: 'yes' }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: secured, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [secured.io]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: stated, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [stated.io]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: fine, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [fine.io]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: gone, namespace: shop }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: secured }]
  extAuth: { http: { backendRefs: [{ name: gone, port: 80 }] } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: { name: stated, namespace: shop, generation: 2 }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: stated }]
  retry: { numRetries: 2 }
status:
  ancestors:
    - ancestorRef: { group: gateway.networking.k8s.io, kind: Gateway, name: web }
      controllerName: ${controller}
      conditions: [{ type: Accepted, status: 'False', reason: Invalid, observedGeneration: 2 }]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: whole, namespace: shop, generation: 2 }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: web, sectionName: tls }]
  extAuth: { http: { backendRefs: [{ name: gone, port: 80 }] } }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: { name: stale, namespace: shop, generation: 3 }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: fine }]
  retry: { numRetries: 2 }
status:
  ancestors:
    - ancestorRef: { group: gateway.networking.k8s.io, kind: Gateway, name: web }
      controllerName: ${controller}
      conditions: [{ type: Accepted, status: 'False', reason: Invalid, observedGeneration: 2 }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }]
`;
const EG = 'gateway.envoyproxy.io/gatewayclass-controller';

function ask(
  controller: string,
  url: string,
  headers: Record<string, string> = {},
) {
  const { answers } = explainRequest({
    snapshots: [snapshotFrom(worldOf(controller), { kinds: ALL_READS })],
    sources: SOURCES,
    question: { method: 'GET', url, headers },
  });
  const [{ outcome }] = answers.filter(
    ({ source }) => source === 'gateway-api',
  );
  switch (outcome.kind) {
    case 'respond':
      return outcome.status;
    case 'forward':
      return outcome.shares.map(
        ({ backend, host, path }) => `${backend.name} ${host}${path}`,
      );
    default:
      return outcome.kind;
  }
}

describe('requests at Envoy Gateway', () => {
  it.each<{
    name: string;
    url: string;
    headers?: Record<string, string>;
    expected: unknown;
  }>([
    {
      name: 'a filter that answers',
      url: 'http://filters.io/teapot',
      expected: 418,
    },
    {
      name: 'with 200 where it names no status',
      url: 'http://filters.io/plain',
      expected: 200,
    },
    {
      name: 'a path by pattern, which a header does not change',
      url: 'http://filters.io/service/foo/v1/api?a=b',
      expected: ['cart filters.io/v1/api/instance/foo'],
    },
    {
      name: 'a path that the pattern does not take, and a host from a header',
      url: 'http://filters.io/service',
      headers: { 'X-Tenant': 'a.in' },
      expected: ['cart a.in/service'],
    },
    {
      name: 'a cookie that a filter asks for',
      url: 'http://filters.io/cookie',
      headers: { Cookie: 'a=1; beta=yes' },
      expected: ['cart filters.io/cookie'],
    },
    {
      name: 'a cookie that is not there',
      url: 'http://filters.io/cookie',
      expected: 'unknown',
    },
    {
      name: 'a SecurityPolicy whose authority is not there',
      url: 'http://secured.io/',
      expected: 500,
    },
    {
      name: 'a policy that the controller calls invalid',
      url: 'http://stated.io/',
      expected: 500,
    },
    {
      name: 'what was invalid in an older generation',
      url: 'http://fine.io/',
      expected: ['cart fine.io/'],
    },
  ])('$name', ({ url, headers, expected }) => {
    expect(ask(EG, url, headers)).toEqual(expected);
  });

  it('does not ask them for another controller', () => {
    expect(ask('example.com/other', 'http://secured.io/')).toEqual([
      'cart secured.io/',
    ]);
    // A filter of another vendor does not resolve there.
    expect(ask('example.com/other', 'http://filters.io/service')).toBe(500);
  });
});
