import { ENGINE } from '../../analyze/analyze';
import { readDocuments } from '../../analyze/readDocuments';
import { explainConnection } from '../../egress/explainConnection';

const namespaceOf = (name: string, team: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { team } },
});

const podOf = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name } },
  spec: { serviceAccountName: name, containers: [{ name: 'main' }] },
});

const CLUSTER = [
  namespaceOf('shop', 'a'),
  namespaceOf('stock', 'a'),
  namespaceOf('pay', 'b'),
  ...['shop', 'stock', 'pay'].flatMap(namespace => [
    podOf(namespace, 'web'),
    podOf(namespace, 'job'),
  ]),
];

function verdict(spec: object, from: string, to: string): string {
  const { clusters } = readDocuments(
    ENGINE,
    [
      ...CLUSTER,
      {
        apiVersion: 'crd.antrea.io/v1beta1',
        kind: 'ClusterNetworkPolicy',
        metadata: { name: 'policy' },
        spec: { priority: 1, ...spec },
      },
    ],
    { complete: true },
  );
  const end = (text: string) => {
    const [namespace, name] = text.split('/');
    return {
      kind: 'object' as const,
      ref: { cluster: 'cluster', group: '', kind: 'Pod', namespace, name },
    };
  };
  const explanation = explainConnection({
    snapshot: clusters[0].snapshot,
    sources: ENGINE.sources,
    from: end(from),
    to: end(to),
    port: 80,
    protocol: 'TCP',
  });
  return explanation.state === 'explained'
    ? explanation.verdict
    : explanation.why;
}

const ALL = [{ podSelector: {} }];

describe('a ClusterNetworkPolicy of Antrea', () => {
  it.each<{
    name: string;
    spec: object;
    expected: Readonly<Record<string, string>>;
  }>([
    {
      name: 'means the namespaces that share labels with the subject’s',
      spec: {
        appliedTo: ALL,
        ingress: [
          { action: 'Allow', from: [{ namespaces: { sameLabels: ['team'] } }] },
          { action: 'Drop' },
        ],
      },
      expected: {
        'shop/web stock/web': 'allowed',
        'shop/web pay/web': 'denied',
        'pay/web pay/job': 'allowed',
      },
    },
    {
      name: 'has none of them share a label that they lack',
      spec: {
        appliedTo: ALL,
        ingress: [
          { action: 'Drop', from: [{ namespaces: { sameLabels: ['other'] } }] },
        ],
      },
      expected: { 'shop/web shop/job': 'allowed' },
    },
    {
      name: 'asks each rule whom it is for',
      spec: {
        ingress: [
          {
            action: 'Drop',
            appliedTo: [{ podSelector: { matchLabels: { app: 'job' } } }],
            from: [{ namespaceSelector: { matchLabels: { team: 'b' } } }],
          },
        ],
      },
      expected: {
        'pay/web shop/job': 'denied',
        'pay/web shop/web': 'allowed',
        'stock/web shop/job': 'allowed',
      },
    },
    {
      name: 'is for fewer pods by the appliedTo of a rule',
      spec: {
        appliedTo: [{ namespaceSelector: { matchLabels: { team: 'a' } } }],
        egress: [
          {
            action: 'Drop',
            appliedTo: [{ podSelector: { matchLabels: { app: 'job' } } }],
          },
        ],
      },
      expected: {
        'shop/job stock/web': 'denied',
        'shop/web stock/web': 'allowed',
        'pay/job stock/web': 'allowed',
      },
    },
    {
      name: 'does not stop connections by rules about ICMP',
      spec: {
        appliedTo: ALL,
        ingress: [{ action: 'Drop', protocols: [{ icmp: { icmpType: 8 } }] }],
      },
      expected: { 'shop/web shop/job': 'allowed' },
    },
    {
      name: 'means pods by their service account',
      spec: {
        appliedTo: [{ serviceAccount: { name: 'job', namespace: 'shop' } }],
        ingress: [
          {
            action: 'Drop',
            from: [{ serviceAccount: { name: 'web', namespace: 'pay' } }],
          },
        ],
      },
      expected: {
        'pay/web shop/job': 'denied',
        'pay/job shop/job': 'allowed',
        'pay/web shop/web': 'allowed',
      },
    },
  ])('$name', ({ spec, expected }) => {
    expect(
      Object.fromEntries(
        Object.keys(expected).map(pair => {
          const [from, to] = pair.split(' ');
          return [pair, verdict(spec, from, to)];
        }),
      ),
    ).toEqual(expected);
  });
});
