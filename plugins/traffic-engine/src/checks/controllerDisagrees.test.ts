import { analyze } from '../analyze/analyze';

const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: public }
spec: { controllerName: example.com/gateway }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: public
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: shop.example.com }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: payments }
spec: { ports: [{ port: 80 }] }
`;

const route = (options: {
  host: string;
  backend: string;
  accepted: string;
  resolved: string;
  observedGeneration: number;
}) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop, generation: 2 }
spec:
  parentRefs: [{ name: public }]
  hostnames: [${options.host}]
  rules:
    - backendRefs: [${options.backend}]
status:
  parents:
    - parentRef: { name: public }
      controllerName: example.com/gateway
      conditions:
        - type: Accepted
          status: '${options.accepted}'
          reason: Accepted
          observedGeneration: ${options.observedGeneration}
          lastTransitionTime: 2026-01-01T00:00:00Z
        - type: ResolvedRefs
          status: '${options.resolved}'
          reason: ResolvedRefs
          observedGeneration: ${options.observedGeneration}
          lastTransitionTime: 2026-01-01T00:00:00Z
`;
const fine = {
  host: 'shop.example.com',
  backend: '{ name: cart, port: 80 }',
  accepted: 'True',
  resolved: 'True',
  observedGeneration: 2,
};

describe('a finding that the controller contradicts', () => {
  it.each([
    { code: 'TRF101', wrong: { backend: '{ name: crat, port: 80 }' } },
    {
      code: 'TRF102',
      wrong: { backend: '{ name: pay, namespace: payments, port: 80 }' },
    },
    { code: 'TRF103', wrong: { host: 'other.example.com' } },
  ])('$code is a warning and says so', ({ code, wrong }) => {
    const result = analyze([
      { text: `${GATEWAY}---${route({ ...fine, ...wrong })}` },
    ]);
    expect(result.findings).toMatchObject([
      { code, severity: 'warning', controllerDisagrees: true },
    ]);
  });

  it.each([
    {
      code: 'TRF101',
      name: 'agrees',
      wrong: { backend: '{ name: crat, port: 80 }', resolved: 'False' },
    },
    {
      code: 'TRF101',
      name: 'spoke of an older generation',
      wrong: { backend: '{ name: crat, port: 80 }', observedGeneration: 1 },
    },
    {
      code: 'TRF103',
      name: 'agrees',
      wrong: { host: 'other.example.com', accepted: 'False' },
    },
  ])('$code stays an error when it $name', ({ code, wrong }) => {
    const result = analyze([
      { text: `${GATEWAY}---${route({ ...fine, ...wrong })}` },
    ]);
    expect(result.findings).toMatchObject([
      { code, severity: 'error', controllerDisagrees: false },
    ]);
  });

  it('is none where nothing is wrong', () => {
    expect(analyze([{ text: `${GATEWAY}---${route(fine)}` }]).findings).toEqual(
      [],
    );
  });
});
