import { istio } from '..';
import { snapshotFrom } from '../../../testing/snapshotFrom';
import { exposureOf } from './exposure';

const at = (value: string, isInternal = false) => ({
  addresses: [{ type: 'IPAddress', value }],
  isInternal,
});

describe('exposureOf', () => {
  it.each([
    { name: 'no Service', services: [], expected: 'unknown' },
    {
      name: 'a public address',
      services: [at('203.0.113.1')],
      expected: 'internet',
    },
    {
      name: 'a private address',
      services: [at('10.0.0.1')],
      expected: 'internal',
    },
    {
      name: 'one of two is public',
      services: [at('10.0.0.1'), at('203.0.113.1')],
      expected: 'internet',
    },
    {
      name: 'a name tells nothing',
      services: [at('lb.example.com')],
      expected: 'unknown',
    },
    {
      name: 'an internal load balancer',
      services: [at('lb.example.com', true)],
      expected: 'internal',
    },
  ])('$name', ({ services, expected }) => {
    expect(exposureOf(services)).toBe(expected);
  });
});

describe('the exposure of servers', () => {
  const gateway = (server: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: g, namespace: shop }
spec: { selector: { istio: gw }, servers: [${server}] }
---
apiVersion: v1
kind: Service
metadata: { name: gw, namespace: edge }
spec: { selector: { istio: gw }, ports: [{ port: 80 }, { port: 443 }] }
status: { loadBalancer: { ingress: [{ ip: 203.0.113.1 }] } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: shop }
spec: { hosts: [a.io], gateways: [g], http: [{ route: [{ destination: { host: cart } }] }] }
`;
  const exposures = (yaml: string) =>
    istio
      .resolve(
        snapshotFrom(yaml, {
          kinds: [...istio.reads, ...(istio.readsIfGiven ?? [])],
        }),
      )
      .routes.map(({ exposure, addresses }) => [exposure, addresses.length]);

  it.each([
    {
      name: 'plain HTTP on a public address',
      server: "{ port: { number: 80, protocol: HTTP }, hosts: ['*'] }",
      expected: [['internet', 1]],
    },
    {
      name: 'a port that the Service does not have has no address',
      server: "{ port: { number: 8080, protocol: HTTP }, hosts: ['*'] }",
      expected: [['unknown', 0]],
    },
    {
      name: 'certificates of the mesh alone',
      server:
        "{ port: { number: 443, protocol: HTTPS }, hosts: ['*'], tls: { mode: ISTIO_MUTUAL } }",
      expected: [['mesh', 1]],
    },
  ])('$name', ({ server, expected }) => {
    expect(exposures(gateway(server))).toEqual(expected);
  });
});
