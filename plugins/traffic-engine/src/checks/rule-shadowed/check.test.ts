import { analyze } from '../../analyze/analyze';

const manifests = (second: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: gw }
  servers:
    - { port: { number: 443, name: tls, protocol: TLS }, hosts: ['*'], tls: { mode: PASSTHROUGH } }
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [a.io]
  gateways: [public]
  http:
    - match: [{ uri: { prefix: /a } }]
      route: [{ destination: { host: cart } }]
    - match: [{ uri: { prefix: /b } }]
      route: [{ destination: { host: cart } }]
  tls:
    - match: [{ sniHosts: [a.io] }]
      route: [{ destination: { host: cart } }]
    - match: [{ sniHosts: [${second}] }]
      route: [{ destination: { host: cart } }]
`;

describe('a rule that gets no requests', () => {
  it.each([
    { second: 'a.io', expected: ['spec.tls[1].match[0]'] },
    { second: 'b.io', expected: [] },
  ])(
    'is told from the one of the same number in another list: $second',
    ({ second, expected }) => {
      const { findings } = analyze([{ text: manifests(second) }]);
      expect(
        findings
          .filter(({ code }) => code === 'TRF145')
          .map(({ at }) => at.path),
      ).toEqual(expected);
    },
  );
});
