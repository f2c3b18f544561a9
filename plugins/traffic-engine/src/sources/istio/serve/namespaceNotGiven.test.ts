import { analyze } from '../../../analyze/analyze';

const ROUTED = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra }
spec:
  selector: { app: edge }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [infra/edge]
  http: [{ route: [{ destination: { host: cart } }] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nothing, namespace: shop }
spec: {}
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: cart-1
  namespace: shop
  labels: { kubernetes.io/service-name: cart }
addressType: IPv4
ports: [{ name: http, port: 80 }]
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }]
`;

const namespace = (labels: string) => `---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${labels} } }
`;

function outcomesWith(yaml: string) {
  const { requests = [] } = analyze([{ text: ROUTED + yaml }], {
    requests: [{ method: 'GET', url: 'http://shop.example.com/', headers: {} }],
  });
  return requests.flatMap(({ answers }) =>
    answers.flatMap(({ outcome }) =>
      outcome.kind === 'forward'
        ? outcome.shares.map(share => share.outcome)
        : [outcome.kind],
    ),
  );
}

describe('a namespace whose document is not given', () => {
  it.each([
    ['does not tell whether its pods have proxies', '', 'unknown'],
    ['has none when its document says so', namespace(''), 'forwarded'],
    [
      'has them when its document says so',
      namespace('istio-injection: enabled'),
      'failed',
    ],
  ])('%s', (_, yaml, outcome) => {
    expect(outcomesWith(yaml)).toEqual([outcome]);
  });
});
