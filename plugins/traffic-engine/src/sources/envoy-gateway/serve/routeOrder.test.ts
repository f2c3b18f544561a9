import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS, SOURCES } from '../..';

const worldOf = (preserveRouteOrder: boolean) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
  parametersRef: { group: gateway.envoyproxy.io, kind: EnvoyProxy, name: all, namespace: eg }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: all, namespace: eg }
spec: { preserveRouteOrder: ${preserveRouteOrder} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec: { gatewayClassName: eg, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: b, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z" }
spec:
  parentRefs: [{ name: web }]
  rules:
    - matches: [{ path: { value: / } }]
    - matches: [{ path: { value: /specific } }]
    - matches: [{ path: { value: /ranked }, method: GET }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: a, namespace: shop, creationTimestamp: "2026-02-01T00:00:00Z" }
spec:
  parentRefs: [{ name: web }]
  rules:
    - matches: [{ path: { value: / } }]
    - matches: [{ path: { value: /ranked }, headers: [{ name: x, value: '1' }, { name: y, value: '1' }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: calls, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [calls.io]
  rules:
    - {}
    - matches: [{ method: { service: shop.Cart } }]
`;

function ask(preserveRouteOrder: boolean, path: string, scheme = 'http') {
  const { answers } = explainRequest({
    snapshots: [
      snapshotFrom(worldOf(preserveRouteOrder), { kinds: ALL_READS }),
    ],
    sources: SOURCES,
    question: {
      method: scheme === 'grpc' ? 'POST' : 'GET',
      url: `${scheme}://calls.io:80${path}`,
      headers: { x: '1', y: '1' },
    },
  });
  const [{ winner, runnersUp }] = answers.filter(
    ({ source }) => source === 'gateway-api',
  );
  const [runnerUp] = runnersUp;
  return [
    `${winner?.object.name} ${winner?.ruleIndex}`,
    `${runnerUp.object.name} ${runnerUp.ruleIndex} ${runnerUp.lostBy}`,
  ];
}

it.each([
  {
    name: 'as they are written where that is asked for',
    preserve: true,
    path: '/specific',
    expected: ['b 0', 'b 1 later-in-list'],
  },
  {
    name: 'by rank where it is not',
    preserve: false,
    path: '/specific',
    expected: ['b 1', 'a 0 less-specific-path'],
  },
  {
    name: 'by name where all else is equal, and not by age',
    preserve: false,
    path: '/',
    expected: ['a 0', 'b 0 later-name'],
  },
  {
    name: 'by the number of headers, of which a method is one',
    preserve: false,
    path: '/ranked',
    expected: ['a 1', 'b 2 fewer-headers'],
  },
])('Envoy Gateway tries rules $name', ({ preserve, path, expected }) => {
  expect(ask(preserve, path)).toEqual(expected);
});

it('tries rules for calls as they are written too', () => {
  expect(ask(true, '/shop.Cart/Add', 'grpc')).toEqual([
    'calls 0',
    'calls 1 later-in-list',
  ]);
});
