import type { Entity } from '@backstage/catalog-model';

export const CART = 'component:default/cart';

/** A component of the shop; its annotations say which workloads it claims. */
export function component(
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

export const CART_ENTITY = component('cart', {
  'backstage.io/kubernetes-id': 'cart',
});

/** A Deployment that the cart claims, and its Service. */
export const CART_WORKLOAD = `
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

/** A way in to the cart's Service that carries no label at all. */
export const CART_INGRESS = `
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

export const CART_EVERYTHING = `${CART_WORKLOAD}---${CART_INGRESS}`;
