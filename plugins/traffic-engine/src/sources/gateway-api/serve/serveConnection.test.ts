import { snapshotFrom } from '../../../testing/snapshotFrom';
import { gatewayApi } from '..';
import { gatewayApiTranslation } from '../translate';
import { serveConnection, type GatewayConnection } from './serveConnection';

const objects = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: web }
spec: { controllerName: example.com/controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: data, namespace: data }
spec:
  gatewayClassName: web
  listeners:
    - { name: through, port: 443, protocol: TLS, hostname: "*.example.com", tls: { mode: Passthrough } }
    - { name: https, port: 443, protocol: HTTPS, hostname: web.example.com, tls: { options: { a: b } } }
    - { name: tcp, port: 5432, protocol: TCP }
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: wide, namespace: data }
spec: { parentRefs: [{ name: data }], hostnames: ["*.example.com"], rules: [{ backendRefs: [{ name: wide, port: 1 }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: exact, namespace: data }
spec: { parentRefs: [{ name: data }], hostnames: [db.example.com], rules: [{ backendRefs: [{ name: exact, port: 1 }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: first, namespace: data, creationTimestamp: "2026-01-01T00:00:00Z" }
spec: { parentRefs: [{ name: data }], rules: [{ backendRefs: [{ name: exact, port: 1 }, { name: gone, port: 1 }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: a-second, namespace: data, creationTimestamp: "2026-01-02T00:00:00Z" }
spec: { parentRefs: [{ name: data }], rules: [{ backendRefs: [{ name: wide, port: 1 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: wide, namespace: data }
spec: { ports: [{ port: 1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: exact, namespace: data }
spec: { ports: [{ port: 1 }] }
`;
const translation = snapshotFrom(objects, { kinds: gatewayApi.reads }).index(
  gatewayApiTranslation,
);
const connect = (
  connection: Omit<GatewayConnection, 'gateway'>,
  ready: boolean | undefined = true,
) =>
  serveConnection(
    translation,
    { gateway: { namespace: 'data', name: 'data' }, ...connection },
    () => ready,
  );

describe('serveConnection', () => {
  it.each([
    {
      name: 'the exact server name before the wildcard',
      port: 443,
      protocol: 'TLS',
      serverName: 'db.example.com',
      route: 'exact',
    },
    {
      name: 'server names without regard to case',
      port: 443,
      protocol: 'TLS',
      serverName: 'DB.Example.com',
      route: 'exact',
    },
    {
      name: 'the wildcard for the rest',
      port: 443,
      protocol: 'TLS',
      serverName: 'x.example.com',
      route: 'wide',
    },
    {
      name: 'the oldest of several TCPRoutes',
      port: 5432,
      protocol: 'TCP',
      serverName: undefined,
      route: 'first',
    },
  ] as const)('$name', ({ route, ...connection }) => {
    expect(connect(connection)).toMatchObject({
      kind: 'backends',
      winner: { route: { name: route } },
    });
  });

  it.each([
    {
      name: 'no listener on the port',
      port: 9,
      protocol: 'TCP',
      serverName: undefined,
    },
    {
      name: 'no listener with the server name',
      port: 443,
      protocol: 'TLS',
      serverName: 'example.com',
    },
    {
      name: 'a server name that an HTTPS listener has',
      port: 443,
      protocol: 'TLS',
      serverName: 'web.example.com',
    },
  ] as const)('refuses: $name', connection => {
    const { name: _name, ...rest } = connection;
    expect(connect(rest).kind).toBe('refused');
  });

  it('refuses the share of a backend that is missing', () => {
    expect(connect({ port: 5432, protocol: 'TCP' })).toMatchObject({
      shares: [
        { share: 0.5, outcome: 'forwarded' },
        { share: 0.5, outcome: 'refused' },
      ],
    });
  });

  it.each([
    { name: 'no ready endpoint', ready: false, outcome: 'refused' },
    { name: 'readiness not known', ready: undefined, outcome: 'unknown' },
  ])('$name: $outcome', ({ ready, outcome }) => {
    const response = serveConnection(
      translation,
      {
        gateway: { namespace: 'data', name: 'data' },
        port: 443,
        protocol: 'TLS',
        serverName: 'db.example.com',
      },
      () => ready,
    );
    expect(response).toMatchObject({ shares: [{ outcome }] });
  });
});
