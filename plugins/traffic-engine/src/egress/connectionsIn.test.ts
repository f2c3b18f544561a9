import { connectivityIn } from './connectivityIn';
import { explainConnectionIn } from './explainConnectionIn';

const pod = (namespace: string, name: string, ip: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'main:1' }] },
  status: { phase: 'Running', podIPs: [{ ip }] },
});
const onlyPort80 = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'stock', name: 'only-80' },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ ports: [{ port: 80 }] }],
  },
};
const DOCUMENTS = [
  pod('shop', 'cart', '10.0.0.1'),
  pod('stock', 'stock', '10.0.0.2'),
  onlyPort80,
];
const inTwoClusters = ['eu', 'us'].flatMap(cluster =>
  DOCUMENTS.map(object => ({ object, cluster })),
);

describe('explainConnectionIn', () => {
  it.each([
    [80, 'allowed'],
    [81, 'denied'],
  ])('decides port %d from documents alone: %s', (port, verdict) => {
    expect(
      explainConnectionIn(DOCUMENTS, {
        from: 'shop/cart',
        to: 'stock/stock',
        port,
      }),
    ).toMatchObject({
      state: 'explained',
      cluster: 'cluster',
      from: { kind: 'object', ref: { kind: 'Pod', name: 'cart' } },
      port,
      protocol: 'TCP',
      verdict,
    });
  });

  it.each([
    [{ from: 'shop/none', to: 'stock/stock' }, 'There is no shop/none'],
    [{ from: 'shop/cart', to: 'stock/none' }, 'There is no stock/none'],
    [{ from: 'shop/cart', to: 'stock/stock', port: 0 }, 'between 1 and 65535'],
    [{ from: 'shop/cart', to: 'a.test', cluster: 'us' }, 'no cluster us'],
  ])('says why %j cannot be answered', (question, problem) => {
    expect(explainConnectionIn(DOCUMENTS, question)).toEqual({
      state: 'not-asked',
      problem: expect.stringContaining(problem),
    });
  });

  it('asks which of several clusters is meant', () => {
    const question = { from: 'shop/cart', to: 'stock/stock', port: 81 };
    expect(explainConnectionIn(inTwoClusters, question)).toEqual({
      state: 'not-asked',
      problem: expect.stringContaining('eu, us'),
    });
    expect(
      explainConnectionIn(inTwoClusters, { ...question, cluster: 'us' }),
    ).toMatchObject({ state: 'explained', verdict: 'denied' });
  });
});

describe('connectivityIn', () => {
  const narrowed = {
    from: (ref: { name: string }) => ref.name === 'cart',
    to: (ref: { name: string }) => ref.name === 'stock',
  };

  it('lists what is open between workloads and to the outside', () => {
    const entries = connectivityIn(DOCUMENTS, narrowed);
    expect(entries.map(({ to }) => to.kind)).toEqual([
      'workload',
      'cidr',
      'cidr',
    ]);
    expect(entries[0].allowed).toEqual([{ protocol: 'TCP', from: 80, to: 80 }]);
  });

  it('is narrowed by namespaces and names, too', () => {
    const named = { from: 'shop', to: 'stock/stock' };
    expect(connectivityIn(DOCUMENTS, named)).toEqual(
      connectivityIn(DOCUMENTS, narrowed),
    );
    expect(connectivityIn(DOCUMENTS, { from: 'sho' })).toEqual([]);
  });

  it('answers for all clusters, or for the one that is named', () => {
    const clustersOf = (cluster?: string) =>
      new Set(
        connectivityIn(inTwoClusters, { ...narrowed, cluster }).map(
          ({ from }) => from.cluster,
        ),
      );
    expect(clustersOf()).toEqual(new Set(['eu', 'us']));
    expect(clustersOf('us')).toEqual(new Set(['us']));
  });

  it('does not take a cluster that is not there for one where nothing is open', () => {
    expect(() => connectivityIn(inTwoClusters, { cluster: 'asia' })).toThrow(
      'The documents have no cluster asia; they have eu, us.',
    );
  });
});
