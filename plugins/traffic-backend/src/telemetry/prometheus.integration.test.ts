import { mockServices } from '@backstage/backend-test-utils';
import {
  anonymousCredential,
  HttpClusterConnection,
  systemTiming,
} from '@portolan/cluster-client';
import type {
  ClusterTelemetry,
  ObservedCall,
} from '@portolan/plugin-traffic-engine';
import { PlayedExporter } from './__testUtils__/PlayedExporter';
import { hasPrometheus, RealPrometheus } from './__testUtils__/RealPrometheus';
import { PRESETS } from './presets';
import { TelemetryKeeper } from './TelemetryKeeper';
import { templatePreset } from './templatePreset';

const OWN = templatePreset({
  name: 'own',
  query:
    'sum by (job_name, target, outcome) (rate(own_calls_total{$matchers}[$window]))',
  labels: {
    workload: 'job_name',
    host: 'target',
    failed: { label: 'outcome', values: ['no'] },
  },
});

// Debian: apt-get install prometheus. Without it the presets’ queries are not tried on what really answers them.
const describeIfThere = hasPrometheus() ? describe : describe.skip;

describeIfThere('a real Prometheus (skipped where it is not installed)', () => {
  const exporter = new PlayedExporter();
  let prometheus: RealPrometheus;
  let keeper: TelemetryKeeper;

  beforeAll(async () => {
    prometheus = await RealPrometheus.start(await exporter.start());
    keeper = new TelemetryKeeper({
      logger: mockServices.logger.mock(),
      timing: systemTiming,
      endpoints: [
        {
          cluster: 'prod-eu',
          presets: [...PRESETS, OWN],
          matchers: ',job="played"',
          windowSeconds: 30,
          intervalMs: 500,
          connection: new HttpClusterConnection({
            url: prometheus.url,
            credential: anonymousCredential,
            peer: 'Prometheus server',
          }),
        },
      ],
    });
    keeper.start();
  }, 120_000);

  afterAll(async () => {
    await keeper?.stop();
    await prometheus?.stop();
    await exporter.stop();
  });

  const until = (holds: (telemetry: ClusterTelemetry) => boolean) =>
    new Promise<ClusterTelemetry>(resolve => {
      let unsubscribe = () => {};
      const look = () => {
        const [telemetry] = keeper.current();
        if (telemetry && holds(telemetry)) {
          unsubscribe();
          resolve(telemetry);
        }
      };
      unsubscribe = keeper.onChange(look);
      look();
    });

  it('is asked one query per preset, whose answers are put in order', async () => {
    const { calls, covered, states } = await until(
      telemetry => telemetry.calls.length >= 10,
    );
    expect(states).toEqual(
      [...PRESETS, OWN].map(({ name }) => ({
        state: 'answered',
        preset: name,
      })),
    );
    const nameOf = ({ destination }: ObservedCall) => {
      switch (destination.kind) {
        case 'host':
          return destination.host;
        case 'unknown':
          return destination.why.split(':')[0];
        default:
          return destination.name;
      }
    };
    const seen = calls
      .map(call => {
        const { preset, namespace, workload, port, refused } = call;
        const to = `${nameOf(call)}${port ? `:${port}` : ''}`;
        const end = refused ? ' refused' : '';
        return `${preset}: ${namespace}/${workload} → ${to}${end}`;
      })
      .sort();
    expect(seen).toEqual([
      'cilium-hubble: shop/cart → The world refused',
      'cilium-hubble: shop/cart → mail.example:587',
      'istio-ambient: payments/payments → PassthroughCluster',
      'istio-ambient: shop/cart → rates.example',
      'istio-sidecar: payments/payments → PassthroughCluster',
      'istio-sidecar: payments/payments → api.stripe.com',
      'istio-sidecar: payments/payments → orders',
      'istio-sidecar: payments/payments → tracker.example refused',
      'otel-service-graph: /search → catalogue-api',
      'otel-service-graph: /search → index.example',
      'own: /shipping → parcels.example',
    ]);
    expect(covered).toEqual(
      expect.arrayContaining([
        { namespace: 'orders', workload: 'orders' },
        { namespace: 'shop', workload: 'idle' },
      ]),
    );
  }, 120_000);

  it('tells rates and the share of failures', async () => {
    const { calls } = await until(telemetry => telemetry.calls.length >= 10);
    const stripe = calls.find(
      ({ destination }) =>
        destination.kind === 'host' && destination.host === 'api.stripe.com',
    );
    expect(stripe?.errorShare).toBeCloseTo(0.1, 2);
    expect(stripe?.ratePerSecond).toBeGreaterThan(0);
    const own = calls.find(({ preset }) => preset === 'own');
    expect(own?.errorShare).toBe(1);
  }, 120_000);

  it('is told as unreachable when it goes, and what was seen stays', async () => {
    const { calls } = await until(telemetry => telemetry.calls.length >= 10);
    await prometheus.stop();
    const telemetry = await until(({ states }) =>
      states.every(({ state }) => state === 'unreachable'),
    );
    expect(telemetry.calls).toHaveLength(calls.length);
    expect(telemetry.states[0]).toMatchObject({
      since: expect.stringMatching(/^20\d\d-/),
      problem: expect.stringMatching(
        /^The (connection to the )?Prometheus server/,
      ),
    });
  }, 120_000);
});
