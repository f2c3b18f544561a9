import type { Dependency } from '@portolan/plugin-traffic-common';
import { analyze } from '../analyze/analyze';

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: orders }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: orders }
spec: { template: { metadata: { labels: { app: orders } }, spec: { containers: [{ name: orders }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: idle, namespace: orders }
spec: { template: { metadata: { labels: { app: idle } }, spec: { containers: [{ name: idle }] } } }
---
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: orders
  labels: { backstage.io/kubernetes-id: orders }
spec: { type: ExternalName, externalName: db.example, ports: [{ port: 5432 }] }
`;

const telemetry = (spec: object) => ({
  apiVersion: 'portolan.dev/v1',
  kind: 'Telemetry',
  metadata: { name: 'cluster' },
  spec: { windowSeconds: 600, ...spec },
});
const ANSWERED = [{ state: 'answered', preset: 'istio-sidecar' }];
const DOWN = [
  {
    state: 'unreachable',
    preset: 'istio-sidecar',
    since: '2026-01-01T10:00:00Z',
    problem: 'Prometheus did not answer within 10 s.',
  },
];
const call = (more: object) => ({
  preset: 'istio-sidecar',
  namespace: 'orders',
  workload: 'orders',
  destination: { kind: 'host', host: 'db.example' },
  ratePerSecond: 2,
  lastSeen: '2026-01-01T10:00:00Z',
  ...more,
});

const dependenciesOf = (
  spec: object,
): Record<string, readonly Dependency[]> => {
  const { dependencies } = analyze([{ text: SHOP }, telemetry(spec)]);
  const of = (name: string) =>
    dependencies.filter(({ workload }) => workload.name === name);
  return { orders: of('orders'), idle: of('idle') };
};

describe('what telemetry saw', () => {
  it('is told of the dependency that it belongs to, whatever the port', () => {
    const { orders } = dependenciesOf({ states: ANSWERED, calls: [call({})] });
    expect(orders).toHaveLength(1);
    expect(orders[0].observed).toEqual({
      answer: 'yes',
      coverage: true,
      windowSeconds: 600,
      lastSeen: '2026-01-01T10:00:00Z',
      ratePerSecond: 2,
      refused: false,
      presets: ['istio-sidecar'],
    });
    expect(orders[0].evidence.map(({ rung }) => rung)).toEqual([
      'observed',
      'declared-namespace',
    ]);
  });

  it('is a dependency of its own where nobody declared it', () => {
    const { orders } = dependenciesOf({
      states: ANSWERED,
      calls: [
        call({
          destination: { kind: 'host', host: 'API.stripe.com' },
          port: 443,
          protocol: 'TCP',
        }),
      ],
    });
    const found = orders.find(({ port }) => port === 443);
    expect(found).toMatchObject({
      destination: { kind: 'host', host: 'api.stripe.com' },
      declared: { answer: 'no' },
      observed: { answer: 'yes' },
      evidence: [{ rung: 'observed', source: 'istio-sidecar' }],
    });
  });

  it('adds up what several series say, errors by their share of the calls', () => {
    const { orders } = dependenciesOf({
      states: ANSWERED,
      calls: [
        call({ ratePerSecond: 3, errorShare: 0 }),
        call({ ratePerSecond: 1, errorShare: 1, refused: true }),
      ],
    });
    expect(orders[0].observed).toMatchObject({
      ratePerSecond: 4,
      errorShare: 0.25,
      refused: true,
    });
  });

  it('is "not seen" only where there is telemetry of the workload at all', () => {
    const { orders, idle } = dependenciesOf({
      states: ANSWERED,
      covered: [{ namespace: 'orders', workload: 'orders' }],
    });
    expect(orders[0].observed).toMatchObject({ answer: 'no', coverage: true });
    expect(idle[0].observed).toMatchObject({
      answer: 'no-telemetry',
      coverage: false,
    });
  });

  it('is not known while telemetry cannot be asked, and nothing else changes', () => {
    const without = analyze([{ text: SHOP }]).dependencies;
    const { dependencies } = analyze([
      { text: SHOP },
      telemetry({ states: DOWN }),
    ]);
    expect(dependencies.map(({ observed: _, ...rest }) => rest)).toEqual(
      without.map(({ observed: _, ...rest }) => rest),
    );
    expect(dependencies[0].observed).toMatchObject({
      answer: 'unknown',
      problem:
        'Telemetry unreachable since 2026-01-01T10:00:00Z: Prometheus did not answer within 10 s.',
    });
  });

  it('leaves calls of names that several workloads share to nobody', () => {
    const { dependencies } = analyze([
      { text: SHOP },
      { text: SHOP.replace(/namespace: orders/g, 'namespace: archive') },
      telemetry({
        states: ANSWERED,
        calls: [
          call({
            namespace: '',
            destination: { kind: 'name', name: 'mailer' },
          }),
        ],
      }),
    ]);
    expect(
      dependencies.filter(({ observed }) => observed.answer === 'yes'),
    ).toEqual([]);
  });

  it('keeps to an answer when the document is not well formed', () => {
    const { problems, dependencies } = analyze([
      { text: SHOP },
      telemetry({ states: ANSWERED, calls: [{ workload: 7 }] }),
    ]);
    expect(problems).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        message: expect.stringContaining(
          'Not a Telemetry document: spec.calls',
        ),
      }),
    );
    expect(dependencies[0].observed).toEqual({ answer: 'no-telemetry' });
  });
});
