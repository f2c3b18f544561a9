import type { Route } from '@portolan/plugin-traffic-common';
import { analyze } from '../../../analyze/analyze';

const TRAEFIK = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: traefik, namespace: traefik }
spec:
  template:
    metadata: { labels: { app: traefik } }
    spec:
      containers:
        - { name: traefik, image: traefik:v3.7.9, args: [--entryPoints.web.address=:8000] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop, namespace: shop }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`shop.example.com\`)
      services: [{ name: shop, port: 80 }]
`;

const balancer = (options: {
  name: string;
  ip: string;
  annotations?: Readonly<Record<string, string>>;
  type?: string;
}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: options.name,
    namespace: 'traefik',
    annotations: options.annotations ?? {},
  },
  spec: {
    type: options.type ?? 'LoadBalancer',
    selector: { app: 'traefik' },
    ports: [{ port: 80, targetPort: 8000 }],
  },
  status: { loadBalancer: { ingress: [{ ip: options.ip }] } },
});

describe('where an entry point of Traefik can be reached from', () => {
  it.each<{
    name: string;
    services: readonly ReturnType<typeof balancer>[];
    expected: Route['exposure'];
  }>([
    {
      name: 'a load balancer with a public address',
      services: [balancer({ name: 'a', ip: '93.184.216.34' })],
      expected: 'internet',
    },
    {
      name: 'a load balancer with a private address',
      services: [balancer({ name: 'a', ip: '10.0.0.9' })],
      expected: 'internal',
    },
    {
      name: 'a load balancer that is asked to be internal',
      services: [
        balancer({
          name: 'a',
          ip: '93.184.216.34',
          annotations: {
            'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
          },
        }),
      ],
      expected: 'internal',
    },
    {
      name: 'one of each',
      services: [
        balancer({ name: 'a', ip: '10.0.0.9' }),
        balancer({ name: 'b', ip: '93.184.216.34' }),
      ],
      expected: 'internet',
    },
    {
      name: 'a Service without a load balancer',
      services: [balancer({ name: 'a', ip: '10.0.0.9', type: 'ClusterIP' })],
      expected: 'unknown',
    },
  ])('$name', ({ services, expected }) => {
    const { routes } = analyze([{ text: TRAEFIK }, ...services]);
    expect(
      routes
        .filter(({ source }) => source === 'traefik')
        .map(({ exposure }) => exposure),
    ).toEqual([expected]);
  });
});
