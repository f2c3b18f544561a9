import { networkPolicy } from '../sources/network-policy';
import { snapshotFrom } from '../testing/snapshotFrom';
import { serviceIndex } from '../topology/serviceIndex';
import { connectivity } from './connectivity';
import { renderConnectivity } from './renderConnectivity';

const workload = (namespace: string, name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ ports: [{ name: http, containerPort: 8080 }] }] }
---`;
const CLUSTER = `
${workload('shop', 'cart')}
${workload('shop', 'web')}
${workload('stock', 'stock')}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: stock, namespace: stock }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: {}
          podSelector: { matchLabels: { app: cart } }
      ports: [{ port: http }, { port: 9000, endPort: 9010 }]
  egress:
    - to: [{ ipBlock: { cidr: 192.0.2.0/24 } }]
      ports: [{ port: 443 }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: cart, namespace: shop }
spec:
  podSelector: { matchLabels: { app: cart } }
  policyTypes: [Ingress]
`;

const SOURCES = [networkPolicy];
const render = (more: Partial<Parameters<typeof connectivity>[0]> = {}) =>
  renderConnectivity(
    connectivity({
      snapshot: snapshotFrom(CLUSTER, {
        kinds: [...networkPolicy.reads, ...serviceIndex.reads],
      }),
      sources: SOURCES,
      ...more,
    }),
  ).split('\n');

it('lists what is open between workloads and to the outside', () => {
  expect(render()).toEqual([
    'Deployment shop/cart → Deployment shop/web  all',
    'Deployment shop/cart → Deployment stock/stock  TCP 8080, TCP 9000-9010',
    'Deployment shop/cart → 0.0.0.0/0  all',
    'Deployment shop/cart → ::/0  all',
    'Deployment shop/web → 0.0.0.0/0  all',
    'Deployment shop/web → ::/0  all',
    'Deployment stock/stock → Deployment shop/web  ? TCP 443',
    'Deployment stock/stock → 192.0.2.0/24  TCP 443',
    '',
  ]);
});

it('is narrowed by either end', () => {
  expect(
    render({
      from: ({ name }) => name === 'cart',
      to: ({ namespace }) => namespace === 'stock',
    }),
  ).toEqual([
    'Deployment shop/cart → Deployment stock/stock  TCP 8080, TCP 9000-9010',
    'Deployment shop/cart → 0.0.0.0/0  all',
    'Deployment shop/cart → ::/0  all',
    '',
  ]);
});
