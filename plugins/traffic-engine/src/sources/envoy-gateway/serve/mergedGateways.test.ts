import { explainRequest } from '../../../request/explainRequest';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS, SOURCES } from '../..';

const worldOf = (mergeGateways: boolean) => `
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
spec: { mergeGateways: ${mergeGateways} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: any, namespace: shop }
spec:
  gatewayClassName: eg
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: tls, port: 443, protocol: HTTPS, tls: { options: { example.com/cert: x } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: wildcard, namespace: shop }
spec:
  gatewayClassName: eg
  listeners:
    - { name: http, port: 80, protocol: HTTP, hostname: "*.x.io" }
    - { name: tls, port: 443, protocol: HTTPS, hostname: "*.x.io", tls: { options: { example.com/cert: x } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: any, namespace: shop }
spec:
  parentRefs: [{ name: any }]
  hostnames: [www.x.io]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: wildcard, namespace: shop }
spec:
  parentRefs: [{ name: wildcard }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
`;

it.each([
  {
    name: 'the more specific hostname of a rule',
    url: 'http://www.x.io/',
    expected: ['any'],
  },
  {
    name: 'the Gateway that has a rule',
    url: 'http://a.x.io/',
    expected: ['wildcard'],
  },
  {
    name: 'the more specific server name',
    url: 'https://www.x.io/',
    expected: ['wildcard'],
  },
])('of Gateways that share a proxy, $name answers', ({ url, expected }) => {
  const gatewaysThatAnswer = (mergeGateways: boolean) =>
    explainRequest({
      snapshots: [snapshotFrom(worldOf(mergeGateways), { kinds: ALL_READS })],
      sources: SOURCES,
      question: { method: 'GET', url, headers: {} },
    }).answers.map(({ entry }) =>
      entry.kind === 'listener' ? entry.gateway.name : entry.kind,
    );
  expect(gatewaysThatAnswer(true)).toEqual(expected);
  expect(gatewaysThatAnswer(false)).toEqual(['any', 'wildcard']);
});
