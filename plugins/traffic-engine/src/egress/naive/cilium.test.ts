import fc from 'fast-check';
import { cilium } from '../../sources/cilium';
import {
  agreeOnConnections,
  NAMESPACES,
} from './__testUtils__/agreeOnConnections';
import { ciliumNaive, SERVICES, type RuleSet } from './ciliumNaive';

const KEPT_BY_HAND = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kept', namespace: 'b' },
    spec: { ports: [{ port: 80 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kept-1',
      namespace: 'b',
      labels: { 'kubernetes.io/service-name': 'kept' },
    },
    endpoints: [{ addresses: ['203.0.113.7'] }],
    ports: [{ port: 80 }],
  },
];

const selector = fc
  .constantFrom(
    {},
    { app: 'x' },
    { 'k8s:app': 'y' },
    { app: 'x', 'k8s:io.kubernetes.pod.namespace': 'b' },
    { 'io.cilium.k8s.namespace.labels.team': 'a' },
    { 'k8s.io/app': 'x' },
  )
  .map(matchLabels => ({ matchLabels }));
const entities = fc.constantFrom('all', 'world', 'cluster', 'none');
const ranges = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '0.0.0.0/0', except: ['203.0.113.0/24'] },
  { cidr: '::/0' },
  { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
  { cidr: '203.0.113.7/32' },
);
const names = fc.constantFrom(
  { matchName: 'api.example.com' },
  { matchPattern: '*.example.com' },
  { matchPattern: '**.example.com' },
  { matchPattern: '*' },
);
const services = fc
  .constantFrom(
    { serviceName: 'x' },
    { serviceName: 'x', namespace: 'b' },
    { serviceName: 'kept', namespace: 'b' },
    { serviceName: 'absent' },
  )
  .map(k8sService => ({ k8sService }));
const ports = fc.constantFrom(
  undefined,
  [],
  [{}],
  [{ ports: [{ port: '80', protocol: 'TCP' }] }],
  [{ ports: [{ port: '53' }] }],
  [{ ports: [{ port: 'web', protocol: 'TCP' }] }],
  [{ ports: [{ port: '50', endPort: 90, protocol: 'ANY' }] }],
  [{ ports: [{ port: '0', protocol: 'TCP' }] }],
);
/** One sort of peers, or none. */
const rule = (sorts: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc
    .record({
      peers: fc.oneof(
        fc.constant({}),
        ...Object.entries(sorts).map(([sort, peer]) =>
          fc
            .array(peer, { maxLength: 2 })
            .map((list): object => ({ [sort]: list })),
        ),
      ),
      toPorts: ports,
    })
    .map(({ peers, toPorts }) => ({
      ...peers,
      ...(toPorts ? { toPorts } : {}),
    }));
const from = rule({
  fromEndpoints: selector,
  fromEntities: entities,
  fromCIDRSet: ranges,
});
const denied = rule({
  toEndpoints: selector,
  toEntities: entities,
  toCIDRSet: ranges,
});
const to = fc.oneof(denied, rule({ toFQDNs: names, toServices: services }));
const rules = (each: fc.Arbitrary<object>) =>
  fc.option(fc.array(each, { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  });
const spec = fc
  .record({
    endpointSelector: selector,
    enableDefaultDeny: fc.constantFrom(
      undefined,
      undefined,
      { egress: false },
      { ingress: false, egress: true },
    ),
    egress: rules(to),
    egressDeny: rules(denied),
    ingress: rules(from),
    ingressDeny: rules(from),
  })
  .filter(set =>
    [set.egress, set.egressDeny, set.ingress, set.ingressDeny].some(Boolean),
  )
  .map((set): RuleSet => JSON.parse(JSON.stringify(set)));
const world = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(undefined, ...NAMESPACES),
      spec,
    }),
    { maxLength: 3 },
  )
  .map(policies => [
    ...SERVICES,
    ...KEPT_BY_HAND,
    ...policies.map(({ namespace, spec: set }, i) => ({
      apiVersion: 'cilium.io/v2',
      kind: namespace
        ? 'CiliumNetworkPolicy'
        : 'CiliumClusterwideNetworkPolicy',
      metadata: { name: `p${i}`, ...(namespace ? { namespace } : {}) },
      spec: set,
    })),
  ]);

it('says of every connection what the naive judge says', () => {
  const told = agreeOnConnections({
    source: cilium,
    world,
    naive: ciliumNaive,
    clusters: Number(process.env.CLUSTERS ?? 1000),
    seed: 20261121,
  });
  expect(Object.values(told).every(count => count > 500)).toBe(true);
});
