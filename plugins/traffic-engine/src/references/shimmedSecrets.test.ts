import { GATEWAY } from '../kinds/gatewayApiKinds';
import { INGRESS } from '../kinds/ingressKinds';
import { snapshotFrom } from '../testing/snapshotFrom';
import { shimmedSecrets } from './shimmedSecrets';

const OBJECTS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop, annotations: { cert-manager.io/cluster-issuer: public } }
spec: { tls: [{ hosts: [shop.example.com], secretName: shop-tls }, { hosts: [b.example.com] }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: plain, namespace: shop }
spec: { tls: [{ secretName: plain-tls }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: infra, annotations: { cert-manager.io/issuer: own } }
spec:
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: public-tls }] } }
`;

it('knows the Secrets that cert-manager makes for annotated Ingresses and Gateways, and no others', () => {
  const snapshot = snapshotFrom(OBJECTS, { kinds: [INGRESS, GATEWAY] });
  expect([...snapshot.index(shimmedSecrets)]).toEqual([
    'shop/shop-tls',
    'infra/public-tls',
  ]);
});
