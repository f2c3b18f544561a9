import { ENGINE } from '../../analyze/analyze';
import { readDocuments } from '../../analyze/readDocuments';
import { explainConnection } from '../../egress/explainConnection';

const podOf = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { containers: [{ name: 'main' }] },
});

const refOf = (name: string) => ({
  kind: 'object' as const,
  ref: { cluster: 'cluster', group: '', kind: 'Pod', namespace: 'shop', name },
});

function verdict(from: string, to: string, spec: object): string {
  const { clusters } = readDocuments(
    ENGINE,
    [
      ...['cart', 'web', 'stock'].map(podOf),
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'GlobalNetworkPolicy',
        metadata: { name: 'policy' },
        spec,
      },
    ],
    { complete: true },
  );
  const explanation = explainConnection({
    snapshot: clusters[0].snapshot,
    sources: ENGINE.sources,
    from: refOf(from),
    to: refOf(to),
    port: 80,
    protocol: 'TCP',
  });
  return explanation.state === 'explained'
    ? explanation.verdict
    : explanation.why;
}

describe('a rule that says which of the pods of its policy it is about', () => {
  it.each([
    { from: 'cart', to: 'stock', expected: 'denied' },
    { from: 'cart', to: 'web', expected: 'allowed' },
    { from: 'web', to: 'stock', expected: 'allowed' },
  ])('egress from $from to $to', ({ from, to, expected }) => {
    expect(
      verdict(from, to, {
        types: ['Egress'],
        egress: [
          {
            action: 'Deny',
            source: { selector: "app == 'cart'" },
            destination: { selector: "app == 'stock'" },
          },
          { action: 'Allow' },
        ],
      }),
    ).toBe(expected);
  });

  it.each([
    { from: 'cart', to: 'stock', expected: 'allowed' },
    { from: 'cart', to: 'web', expected: 'denied' },
    { from: 'web', to: 'stock', expected: 'allowed' },
  ])('ingress from $from to $to', ({ from, to, expected }) => {
    expect(
      verdict(from, to, {
        types: ['Ingress'],
        ingress: [
          {
            action: 'Allow',
            protocol: 'TCP',
            destination: { selector: "app == 'stock'", ports: [80] },
          },
        ],
      }),
    ).toBe(expected);
  });
});
