import { explainConnectionIn } from '../../egress/explainConnectionIn';

const pod = (namespace: string, app: string, ip: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: app, namespace, labels: { app } },
  spec: { containers: [{ name: 'main' }] },
  status: { phase: 'Running', podIP: ip },
});
const CLUSTER = [
  ...['shop', 'data'].map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team: name } },
  })),
  pod('shop', 'cart', '10.0.0.1'),
  pod('shop', 'db', '10.0.0.2'),
  pod('data', 'db', '10.0.0.3'),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace: 'data' },
    spec: { selector: { app: 'db' }, ports: [{ port: 5432 }] },
  },
];
const clusterGroup = (name: string, spec: object) => ({
  apiVersion: 'crd.antrea.io/v1beta1',
  kind: 'ClusterGroup',
  metadata: { name },
  spec,
});
const group = (name: string, spec: object) => ({
  ...clusterGroup(name, spec),
  kind: 'Group',
  metadata: { name, namespace: 'shop' },
});
const APP_DB = { podSelector: { matchLabels: { app: 'db' } } };
const DATA = { namespaceSelector: { matchLabels: { team: 'data' } } };

const verdictOf = (documents: readonly object[], to: string) => {
  const answer = explainConnectionIn([...CLUSTER, ...documents], {
    from: 'pod/shop/cart',
    to,
    port: 5432,
  });
  return answer.state === 'explained' ? answer.verdict : answer;
};
const dropTo = (...groups: object[]) => [
  {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'drop' },
    spec: {
      priority: 1,
      appliedTo: [{ namespaceSelector: {} }],
      egress: [{ action: 'Drop', to: [{ group: 'meant' }] }],
    },
  },
  ...groups,
];

describe('groups of Antrea', () => {
  it.each([
    {
      name: 'pods of any namespace',
      spec: APP_DB,
      denied: [true, true, false],
    },
    {
      name: 'pods and namespaces',
      spec: { ...APP_DB, ...DATA },
      denied: [false, true, false],
    },
    {
      name: 'all pods of namespaces',
      spec: DATA,
      denied: [false, true, false],
    },
    {
      name: 'blocks',
      spec: { ipBlocks: [{ cidr: '10.0.0.2/32' }, { cidr: '203.0.113.0/24' }] },
      denied: [true, false, true],
    },
    {
      name: 'the pods of a Service',
      spec: { serviceReference: { namespace: 'data', name: 'db' } },
      denied: [false, true, false],
    },
    {
      name: 'a Service that is not there',
      spec: { serviceReference: { namespace: 'data', name: 'gone' } },
      denied: [false, false, false],
    },
    {
      name: 'other groups',
      spec: { childGroups: ['blocks', 'data', 'gone', 'meant'] },
      denied: [false, true, true],
    },
  ])('$name', ({ spec, denied }) => {
    const documents = dropTo(
      clusterGroup('meant', spec),
      clusterGroup('blocks', { ipBlocks: [{ cidr: '203.0.113.0/24' }] }),
      clusterGroup('data', DATA),
    );
    expect(
      ['pod/shop/db', 'pod/data/db', '203.0.113.7'].map(
        to => verdictOf(documents, to) === 'denied',
      ),
    ).toEqual(denied);
  });

  it('leaves open whom a group means that is not given, or has a field that is not known', () => {
    expect(verdictOf(dropTo(), 'pod/shop/db')).toBe('unknown');
    expect(
      verdictOf(
        dropTo(clusterGroup('meant', { externalEntitySelector: {} })),
        'pod/shop/db',
      ),
    ).toBe('unknown');
  });

  it('of a namespace mean its pods, and are subjects of policies too', () => {
    const policy = {
      apiVersion: 'crd.antrea.io/v1beta1',
      kind: 'NetworkPolicy',
      metadata: { name: 'drop', namespace: 'shop' },
      spec: {
        priority: 1,
        appliedTo: [{ group: 'carts' }],
        egress: [{ action: 'Drop', to: [{ group: 'dbs' }] }],
      },
    };
    const groups = [
      group('carts', { podSelector: { matchLabels: { app: 'cart' } } }),
      group('dbs', APP_DB),
      clusterGroup('dbs', DATA),
    ];
    const documents = [policy, ...groups];
    expect(verdictOf(documents, 'pod/shop/db')).toBe('denied');
    expect(verdictOf(documents, 'pod/data/db')).toBe('allowed');
    expect(
      verdictOf(
        [policy, group('carts', APP_DB), ...groups.slice(1)],
        'pod/shop/db',
      ),
    ).toBe('allowed');
  });
});
