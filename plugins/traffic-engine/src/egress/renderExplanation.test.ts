import { renderExplanation } from './renderExplanation';

describe('renderExplanation', () => {
  it('ends no line with a colon where no object decides', () => {
    const text = renderExplanation(
      {
        from: { kind: 'address', ip: '192.0.2.1' },
        to: { kind: 'host', host: 'api.stripe.com' },
        port: 443,
        protocol: 'TCP',
      },
      {
        state: 'explained',
        from: { kind: 'address', ip: '192.0.2.1' },
        to: { kind: 'host', host: 'api.stripe.com' },
        verdict: 'allowed',
        layers: [
          {
            layer: 'istio-sidecar',
            direction: 'egress',
            verdict: 'allowed',
            code: 'proxy-allows',
            rules: [],
          },
        ],
      },
    );
    expect(text).toBe(
      [
        'The connection from 192.0.2.1 to api.stripe.com, port 443 TCP, may be made.',
        '  istio-sidecar, egress: allowed; the proxy lets it through',
        '',
      ].join('\n'),
    );
  });
});
