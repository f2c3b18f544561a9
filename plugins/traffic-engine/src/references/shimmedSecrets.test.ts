import { CERTIFICATE } from '../kinds/certManagerKinds';
import { GATEWAY } from '../kinds/gatewayApiKinds';
import { INGRESS } from '../kinds/ingressKinds';
import { snapshotFrom } from '../testing/snapshotFrom';
import { gatewayShims, ingressShims, mayBeIssued } from './shimmedSecrets';

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
  expect([...snapshot.index(ingressShims)]).toEqual(['shop/shop-tls']);
  expect([...snapshot.index(gatewayShims)]).toEqual(['infra/public-tls']);
});

it.each([
  { name: 'an annotation asks for it', secret: 'shop-tls', expected: true },
  { name: 'nothing asks for it', secret: 'plain-tls', expected: false },
  {
    name: 'Certificates may not be read',
    secret: 'plain-tls',
    denied: true,
    expected: true,
  },
])('may be issued: $name', ({ secret, denied, expected }) => {
  const snapshot = snapshotFrom(OBJECTS, {
    kinds: [INGRESS, GATEWAY, CERTIFICATE],
    statuses: denied
      ? {
          Certificate: {
            state: 'denied',
            problem: { reason: 'forbidden', message: 'No.' },
          },
        }
      : {},
  });
  expect(
    mayBeIssued(snapshot, { namespace: 'shop', name: secret }, [ingressShims]),
  ).toBe(expected);
});
