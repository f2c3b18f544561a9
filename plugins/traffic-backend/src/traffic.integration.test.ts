import type { Entity } from '@backstage/catalog-model';
import { TrafficHarness } from './__testUtils__/TrafficHarness';

const CART = 'component:default/cart';

function component(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: { type: 'service', lifecycle: 'production', owner: 'group:web' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/web' }],
  };
}

const CART_ENTITY = component('cart', { 'backstage.io/kubernetes-id': 'cart' });
const CART_WORKLOAD = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
  labels: { backstage.io/kubernetes-id: cart }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart, image: example.com/cart:1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports: [{ port: 80 }]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: edge }
spec: { controller: example.com/edge }
`;
const CART_INGRESS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: cart, namespace: shop }
spec:
  ingressClassName: edge
  rules:
    - host: cart.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: cart, port: { number: 80 } } }
`;

describe('the traffic plugin over clusters', () => {
  let portal: TrafficHarness;

  afterEach(() => portal.stop());

  it('shows a route that nobody labelled, as soon as it is there', async () => {
    portal = await TrafficHarness.create({
      clusters: { eu: { manifests: CART_WORKLOAD } },
      entities: [CART_ENTITY],
    });
    const before = await portal.until(
      CART,
      traffic => traffic.binding.state === 'bound',
    );
    expect(before.routes).toEqual([]);

    portal.apply('eu', CART_INGRESS);

    const after = await portal.until(
      CART,
      traffic => traffic.routes.length > 0,
    );
    expect(after.routes).toMatchObject([
      {
        cluster: 'eu',
        host: { kind: 'exact', value: 'cart.example.com' },
        backends: [{ ref: { kind: 'Service', name: 'cart' }, entities: [CART] }],
        reported: { state: 'none' },
      },
    ]);
    expect(after.clusters).toMatchObject([{ name: 'eu', state: 'live' }]);
  });
});
