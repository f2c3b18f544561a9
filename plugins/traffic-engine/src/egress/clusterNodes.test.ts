import { normalizeObject } from '../ingest/normalizeObject';
import { explainConnectionIn } from './explainConnectionIn';

const node = (name: string, zone: string, addresses: object[]) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { zone } },
  status: { addresses },
});
const inside = (address: string) => ({ type: 'InternalIP', address });
const NODES = [
  node('a', 'east', [
    inside('10.9.0.1'),
    inside('2001:db8:9::1'),
    { type: 'ExternalIP', address: '198.51.100.1' },
    { type: 'Hostname', address: 'a' },
  ]),
  node('b', 'west', [inside('10.9.0.2')]),
];
const PODS = [
  { name: 'cart', ip: '10.0.0.7', hostNetwork: false },
  { name: 'agent', ip: '10.9.0.2', hostNetwork: true },
].map(({ name, ip, hostNetwork }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { hostNetwork, containers: [{ name }] },
  status: { phase: 'Running', podIP: ip },
}));

const EAST = { matchLabels: { zone: 'east' } };
const POLICIES: Readonly<Record<string, object>> = {
  admin: {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'nodes' },
    spec: {
      priority: 1,
      subject: { namespaces: {} },
      egress: [{ action: 'Deny', to: [{ nodes: EAST }] }],
    },
  },
  antrea: {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'nodes' },
    spec: {
      priority: 1,
      appliedTo: [{ namespaceSelector: {} }],
      egress: [{ action: 'Drop', to: [{ nodeSelector: EAST }] }],
    },
  },
  ovn: {
    apiVersion: 'k8s.ovn.org/v1',
    kind: 'EgressFirewall',
    metadata: { name: 'default', namespace: 'shop' },
    spec: { egress: [{ type: 'Deny', to: { nodeSelector: EAST } }] },
  },
};
const cilium = (egress: object) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'nodes', namespace: 'shop' },
  spec: { endpointSelector: {}, egress: [egress] },
});

const verdictOf = (documents: readonly object[], to: string) => {
  const answer = explainConnectionIn([...PODS, ...documents], {
    from: 'pod/shop/cart',
    to,
    port: 443,
  });
  return answer.state === 'explained' ? answer.verdict : answer;
};

describe('policies about nodes', () => {
  describe.each(Object.entries(POLICIES))('%s', (_, policy) => {
    it.each([
      { to: '10.9.0.1', expected: 'denied' },
      { to: '2001:db8:9::1', expected: 'denied' },
      { to: '10.9.0.2', expected: 'allowed' },
      { to: '10.9.0.3', expected: 'allowed' },
      { to: '203.0.113.7', expected: 'allowed' },
      { to: '10.9.0.0/30', expected: 'unknown' },
      { to: '198.51.100.1', expected: 'unknown' },
      { to: 'pod/shop/agent', expected: 'allowed' },
    ])('closes the nodes of one zone to $to: $expected', ({ to, expected }) => {
      expect(verdictOf([...NODES, policy], to)).toBe(expected);
    });

    it('tells nothing of an address where nodes are not seen', () => {
      expect(verdictOf([policy], '10.9.0.1')).toBe('unknown');
    });
  });
});

describe('Cilium and nodes', () => {
  it.each([
    { entities: ['host', 'remote-node'], to: '10.9.0.1', expected: 'allowed' },
    { entities: ['remote-node'], to: '10.9.0.1', expected: 'unknown' },
    { entities: ['host'], to: '203.0.113.7', expected: 'denied' },
    { entities: ['host'], to: '10.7.0.1', expected: 'unknown' },
    { entities: ['cluster'], to: '10.9.0.1', expected: 'allowed' },
    { entities: ['cluster'], to: '203.0.113.7', expected: 'denied' },
    { entities: ['world'], to: '10.9.0.1', expected: 'denied' },
    { entities: ['world'], to: '203.0.113.7', expected: 'allowed' },
  ])('$entities towards $to: $expected', ({ entities, to, expected }) => {
    const policy = cilium({ toEntities: entities });
    expect(verdictOf([...NODES, policy], to)).toBe(expected);
  });

  it.each([
    { cidr: '10.0.0.0/8', to: '10.9.0.1', expected: 'unknown' },
    { cidr: '10.0.0.0/8', to: '10.7.0.1', expected: 'allowed' },
    { cidr: '10.0.0.0/8', to: '10.9.0.0/24', expected: 'allowed' },
    { cidr: '10.7.0.0/16', to: '10.9.0.1', expected: 'denied' },
  ])('$cidr towards $to: $expected', ({ cidr, to, expected }) => {
    const policy = cilium({ toCIDR: [cidr] });
    expect(verdictOf([...NODES, policy], to)).toBe(expected);
  });
});

it('keeps of a node its labels and addresses, and nothing that its kubelet writes again and again', () => {
  const heartbeat = (at: string) => ({
    ...NODES[1],
    metadata: {
      ...NODES[1].metadata,
      resourceVersion: at,
      annotations: { 'volumes.kubernetes.io/last': at },
    },
    spec: { podCIDR: '10.0.1.0/24' },
    status: {
      ...NODES[1].status,
      conditions: [{ type: 'Ready', lastHeartbeatTime: at }],
      images: [{ names: [at] }],
    },
  });
  const [first, second] = ['1', '2']
    .map(heartbeat)
    .map(each => normalizeObject(each));
  expect(first).toEqual(second);
  expect(first).toEqual(NODES[1]);
});
