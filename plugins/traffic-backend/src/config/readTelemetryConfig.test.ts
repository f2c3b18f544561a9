import { ConfigReader } from '@backstage/config';
import { readTelemetryConfig } from './readTelemetryConfig';

const read = (telemetry: unknown) =>
  readTelemetryConfig(
    new ConfigReader({ traffic: { telemetry: telemetry as never } }),
  );

const ENDPOINT = {
  cluster: 'prod-eu',
  url: 'https://prometheus.example/eu',
  presets: ['istio-sidecar'],
};

describe('readTelemetryConfig', () => {
  it('is empty without the section', () => {
    expect(readTelemetryConfig(new ConfigReader({}))).toEqual([]);
  });

  it('fills in what is usual', () => {
    const [endpoint] = read([ENDPOINT]);
    expect(endpoint).toMatchObject({
      cluster: 'prod-eu',
      matchers: '',
      windowSeconds: 600,
      intervalMs: 60_000,
      timeoutMs: 10_000,
    });
    expect(endpoint.presets.map(({ name }) => name)).toEqual(['istio-sidecar']);
  });

  it('reads templates, matchers and each way to sign in', () => {
    const template = {
      name: 'own',
      query: 'sum(rate(calls_total{$matchers}[$window]))',
      labels: { workload: 'app', host: 'peer' },
    };
    const [endpoint] = read([
      {
        ...ENDPOINT,
        matchers: 'cluster="eu"',
        templates: [template],
        auth: { username: 'portal', password: 'p' },
      },
    ]);
    expect(endpoint.matchers).toBe(',cluster="eu"');
    expect(
      endpoint.presets[1].query({ window: '5m', matchers: ',a="b"' }),
    ).toBe('sum(rate(calls_total{a="b"}[5m]))');
    expect(endpoint.credential?.basic?.username).toBe('portal');
    const [byFile] = read([{ ...ENDPOINT, auth: { bearerTokenFile: '/t' } }]);
    expect(byFile.tokenFile).toBe('/t');
  });

  it.each([
    [
      [{ ...ENDPOINT, url: 'ftp://x' }],
      'traffic.telemetry[0].url must be an http or https address',
    ],
    [
      [{ ...ENDPOINT, url: 'https://a:b@x' }],
      'traffic.telemetry[0].url must not hold a user name; use auth',
    ],
    [
      [{ ...ENDPOINT, presets: [] }],
      'traffic.telemetry[0] names neither a preset nor a template',
    ],
    [
      [{ ...ENDPOINT, presets: ['linkerd'] }],
      'traffic.telemetry[0].presets[0] must be one of cilium-hubble',
    ],
    [
      [ENDPOINT, ENDPOINT],
      'traffic.telemetry names the cluster "prod-eu" twice',
    ],
    [
      [{ ...ENDPOINT, auth: { password: 'p' } }],
      'traffic.telemetry[0].auth must hold bearerToken',
    ],
    [
      [{ ...ENDPOINT, windowSeconds: 1 }],
      'traffic.telemetry[0].windowSeconds must be 60 or more',
    ],
    [{}, 'traffic.telemetry must be a list'],
  ])('refuses %j', (telemetry, message) => {
    expect(() => read(telemetry)).toThrow(message);
  });
});
