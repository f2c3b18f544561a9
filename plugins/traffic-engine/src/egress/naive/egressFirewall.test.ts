import fc from 'fast-check';
import { ovnKubernetes } from '../../sources/ovn-kubernetes';
import {
  agreeOnConnections,
  HOSTS,
  NAMESPACES,
} from './__testUtils__/agreeOnConnections';
import {
  egressFirewallNaive,
  RANGES,
  type FirewallRule,
} from './egressFirewallNaive';

const rule: fc.Arbitrary<FirewallRule> = fc.record({
  type: fc.constantFrom('Allow', 'Deny'),
  to: fc.oneof(
    fc
      .constantFrom(...Object.keys(RANGES))
      .map(cidrSelector => ({ cidrSelector })),
    fc
      .constantFrom(...HOSTS, '*.example.com', 'other.example')
      .map(dnsName => ({ dnsName })),
    fc.constant({ nodeSelector: { matchLabels: { zone: 'dmz' } } }),
  ),
  ports: fc.constantFrom(
    [],
    [{ port: 80, protocol: 'TCP' }],
    [{ port: 80, protocol: 'UDP' }],
    [
      { port: 53, protocol: 'UDP' },
      { port: 8080, protocol: 'TCP' },
    ],
  ),
});
const world = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(...NAMESPACES),
      name: fc.constantFrom('default', 'default', 'other'),
      egress: fc.array(rule, { maxLength: 4 }),
    }),
    { maxLength: 3 },
  )
  .map(firewalls => [
    ...new Map(
      firewalls.map(({ namespace, name, egress }) => [
        `${namespace}/${name}`,
        {
          apiVersion: 'k8s.ovn.org/v1',
          kind: 'EgressFirewall',
          metadata: { name, namespace },
          spec: { egress },
        },
      ]),
    ).values(),
  ]);

it('says of every connection what the naive judge says', () => {
  const told = agreeOnConnections({
    source: ovnKubernetes,
    world,
    naive: egressFirewallNaive,
    clusters: Number(process.env.CLUSTERS ?? 1000),
    seed: 20261121,
  });
  expect(Object.values(told).every(count => count > 500)).toBe(true);
});
