import fc from 'fast-check';
import { calico } from '../../sources/calico';
import {
  agreeOnConnections,
  HOSTS,
  NAMESPACES,
} from './__testUtils__/agreeOnConnections';
import {
  calicoNaive,
  NAMESPACE_SELECTORS,
  NETS,
  SELECTORS,
  type Rule,
  type Side,
} from './calicoNaive';

const API = 'projectcalico.org/v3';
const selector = fc.constantFrom(...Object.keys(SELECTORS));
const net = fc.constantFrom(...Object.keys(NETS));
const side: fc.Arbitrary<Side> = fc.oneof(
  fc.constant({}),
  selector.map(text => ({ selector: text })),
  selector.map(text => ({ notSelector: text })),
  fc.record({
    selector,
    namespaceSelector: fc.constantFrom(...Object.keys(NAMESPACE_SELECTORS)),
  }),
  fc
    .constantFrom(...Object.keys(NAMESPACE_SELECTORS))
    .map(namespaceSelector => ({ namespaceSelector })),
  net.map(text => ({ nets: [text] })),
  net.map(text => ({ notNets: [text] })),
  fc.record({ selector, nets: fc.tuple(net) }),
);
const ports = fc.constantFrom([], [80], ['50:90', 8080]);
const rule: fc.Arbitrary<Rule> = fc
  .record({
    action: fc.constantFrom('Allow', 'Deny', 'Pass', 'Log'),
    protocol: fc.constantFrom('TCP', 'TCP', 'UDP'),
    source: fc.oneof(fc.constant({}), side),
    destination: side,
    ports,
  })
  .map(({ ports: list, destination, ...rest }) => ({
    ...rest,
    destination: {
      ...destination,
      ...(list.length > 0 ? { ports: list } : {}),
    },
  }));
const named: fc.Arbitrary<Rule> = fc.record({
  action: fc.constant('Allow'),
  destination: fc
    .constantFrom(...HOSTS, '*.example.com')
    .map(domain => ({ domains: [domain] })),
});
const rules = (each: fc.Arbitrary<Rule>) =>
  fc.option(fc.array(each, { maxLength: 2 }), { nil: undefined });
const policy = fc.record({
  namespace: fc.constantFrom(undefined, ...NAMESPACES),
  tier: fc.constantFrom('first', 'default', 'default', 'last'),
  order: fc.constantFrom(undefined, 10, 20.5, 2000),
  selector,
  types: fc.constantFrom(
    undefined,
    ['Ingress'],
    ['Egress'],
    ['Ingress', 'Egress'],
  ),
  ingress: rules(rule),
  egress: rules(fc.oneof({ weight: 3, arbitrary: rule }, named)),
});
const world = fc
  .tuple(
    fc.array(policy, { maxLength: 4 }),
    fc.constantFrom('Deny', 'Pass'),
    fc.constantFrom('Deny', 'Pass'),
  )
  .map(([policies, first, last]) => [
    {
      apiVersion: API,
      kind: 'Tier',
      metadata: { name: 'first' },
      spec: { order: 50, defaultAction: first },
    },
    {
      apiVersion: API,
      kind: 'Tier',
      metadata: { name: 'last' },
      spec: { order: 2_000_000, defaultAction: last },
    },
    ...policies.map(({ namespace, ...spec }, i) => ({
      apiVersion: API,
      kind: namespace ? 'NetworkPolicy' : 'GlobalNetworkPolicy',
      metadata: { name: `p${i}`, ...(namespace ? { namespace } : {}) },
      spec: JSON.parse(JSON.stringify(spec)),
    })),
  ]);

it('says of every connection what the naive judge says', () => {
  const told = agreeOnConnections({
    source: calico,
    world,
    naive: calicoNaive,
    clusters: Number(process.env.CLUSTERS ?? 1000),
    seed: 20261121,
  });
  expect(Object.values(told).every(count => count > 500)).toBe(true);
});
