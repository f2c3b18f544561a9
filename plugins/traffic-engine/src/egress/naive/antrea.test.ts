import fc from 'fast-check';
import { antrea } from '../../sources/antrea';
import {
  agreeOnConnections,
  HOSTS,
  NAMESPACES,
} from './__testUtils__/agreeOnConnections';
import {
  antreaNaive,
  BLOCKS,
  TIERS,
  type Peer,
  type Rule,
} from './antreaNaive';

const podSelector = fc.constantFrom(
  {},
  { matchLabels: { app: 'x' } },
  { matchLabels: { app: 'y' } },
);
const namespaceSelector = fc.constantFrom(
  {},
  ...NAMESPACES.map(team => ({ matchLabels: { team } })),
);
const pods: readonly fc.Arbitrary<Peer>[] = [
  podSelector.map(selector => ({ podSelector: selector })),
  fc.record({ podSelector, namespaceSelector }),
];
const peer: fc.Arbitrary<Peer> = fc.oneof(
  ...pods,
  namespaceSelector.map(selector => ({ namespaceSelector: selector })),
  fc.constantFrom(...Object.keys(BLOCKS)).map(cidr => ({ ipBlock: { cidr } })),
  fc.constant({
    ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
  }),
);
const selfPeer = fc.constant<Peer>({ namespaces: { match: 'Self' } });
const named: fc.Arbitrary<Peer> = fc
  .constantFrom(...HOSTS, '*.example.com', '*b.example.com')
  .map(fqdn => ({ fqdn }));
const ports = fc.constantFrom<Rule['ports']>(
  undefined,
  [{ protocol: 'TCP', port: 80 }],
  [{ protocol: 'TCP', port: 50, endPort: 90 }],
  [{ protocol: 'UDP' }],
  [{ protocol: 'TCP', port: 'web' }],
);
const rules = (
  side: 'from' | 'to',
  peers: fc.Arbitrary<Peer>,
  actions: readonly string[],
) =>
  fc.array(
    fc.record({
      action: fc.constantFrom(...actions),
      ports,
      [side]: fc.array(peers, { maxLength: 2 }),
    }),
    { maxLength: 2 },
  );
const policy = fc
  .record({
    namespace: fc.constantFrom(undefined, ...NAMESPACES),
    tier: fc.constantFrom(undefined, ...TIERS),
    isForRules: fc.boolean(),
  })
  .chain(({ namespace, tier, isForRules }) => {
    const actions = ['Allow', 'Drop', 'Reject'].concat(
      tier === 'baseline' ? [] : 'Pass',
    );
    const ofCluster = namespace === undefined ? [selfPeer] : [];
    const appliedTo = fc.array(
      fc.oneof(...(namespace === undefined ? pods : pods.slice(0, 1))),
      { minLength: 1, maxLength: 2 },
    );
    return fc
      .record({
        appliedTo,
        ingress: rules('from', fc.oneof(peer, ...ofCluster), actions),
        egress: rules('to', fc.oneof(peer, named, ...ofCluster), actions),
      })
      .map(({ appliedTo: subject, ingress, egress }) => {
        const applied = (list: readonly object[]) =>
          list.map(each =>
            isForRules ? { ...each, appliedTo: subject } : each,
          );
        return {
          namespace,
          tier,
          ...(isForRules ? {} : { appliedTo: subject }),
          ingress: applied(ingress),
          egress: applied(egress),
        };
      });
  });
const world = fc.array(policy, { maxLength: 4 }).map(policies => [
  {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'Tier',
    metadata: { name: 'own' },
    spec: { priority: 120 },
  },
  ...policies.map(({ namespace, ...spec }, i) => ({
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: namespace ? 'NetworkPolicy' : 'ClusterNetworkPolicy',
    metadata: { name: `p${i}`, ...(namespace ? { namespace } : {}) },
    // No two of one priority: which of them goes first is not told.
    spec: JSON.parse(JSON.stringify({ ...spec, priority: 10 - i * 1.5 })),
  })),
]);

it('says of every connection what the naive judge says', () => {
  const told = agreeOnConnections({
    source: antrea,
    world,
    naive: antreaNaive,
    clusters: Number(process.env.CLUSTERS ?? 1000),
    seed: 20261121,
  });
  expect(Object.values(told).every(count => count > 500)).toBe(true);
});
