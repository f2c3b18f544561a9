import type { KindStatus } from '@portolan/plugin-traffic-common';
import { NAMESPACE } from '../../kinds/coreKinds';
import type { Connection, ConnectionEnd } from '../../model/drafts';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { NETWORK_POLICY } from './kinds';
import { createNetworkPolicyJudge } from './networkPolicyJudge';

const policy = (spec: object, name = 'p', namespace = 'shop') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const judgeOf = (
  policies: readonly object[],
  statuses: Record<string, KindStatus> = {},
) =>
  createNetworkPolicyJudge(
    snapshotFrom(
      [
        ...['shop', 'data'].map(name => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name, labels: { team: name } },
        })),
        ...policies,
      ],
      { kinds: [NETWORK_POLICY, NAMESPACE], statuses },
    ),
  );

const pod = (
  namespace: string,
  app: string,
  more: Partial<Extract<ConnectionEnd, { kind: 'pod' }>> = {},
): ConnectionEnd => ({
  kind: 'pod',
  namespace,
  labels: { app },
  ips: ['10.1.0.7'],
  hostNetwork: false,
  namedPorts: [{ name: 'web', port: 8080, protocol: 'TCP' }],
  ...more,
});
const cart = pod('shop', 'cart');
const database = pod('data', 'db');
const host: ConnectionEnd = { kind: 'host', host: 'api.example' };
const address = (ip: string): ConnectionEnd => ({ kind: 'address', ip });
const cidr = (text: string): ConnectionEnd => ({ kind: 'cidr', cidr: text });
const denied: KindStatus = {
  state: 'denied',
  problem: { reason: 'forbidden', message: 'May not be read.' },
};

/** The first answer: the egress of `from` when it is a pod, else the ingress of `to`. */
function ask(
  policies: readonly object[],
  connection: Partial<Connection>,
  statuses?: Record<string, KindStatus>,
): string {
  const [answer] = judgeOf(policies, statuses).judge({
    from: cart,
    to: database,
    port: 443,
    protocol: 'TCP',
    ...connection,
  });
  return [
    answer.verdict,
    answer.code,
    ...answer.rules.map(rule => rule.path),
  ].join(' ');
}

const egress = (...rules: object[]) =>
  policy({ podSelector: {}, policyTypes: ['Egress'], egress: rules });
const to = (...peers: object[]) => egress({ to: peers });

describe('isolation', () => {
  it.each([
    {
      name: 'no policy at all',
      policies: [],
      expected: 'allowed not-isolated',
    },
    {
      name: 'a policy of another namespace',
      policies: [
        policy({ podSelector: {}, policyTypes: ['Egress'] }, 'p', 'data'),
      ],
      expected: 'allowed not-isolated',
    },
    {
      name: 'a policy that selects other pods',
      policies: [
        policy({
          podSelector: { matchLabels: { app: 'web' } },
          policyTypes: ['Egress'],
        }),
      ],
      expected: 'allowed not-isolated',
    },
    {
      name: 'only ingress is listed',
      policies: [policy({ podSelector: {}, policyTypes: ['Ingress'] })],
      expected: 'allowed not-isolated',
    },
    {
      name: 'no policyTypes and no egress: ingress only',
      policies: [policy({ podSelector: {} })],
      expected: 'allowed not-isolated',
    },
    {
      name: 'no policyTypes and an empty egress: ingress only',
      policies: [policy({ podSelector: {}, egress: [] })],
      expected: 'allowed not-isolated',
    },
    {
      name: 'no policyTypes and egress rules: egress too',
      policies: [
        policy({ podSelector: {}, egress: [{ ports: [{ port: 1 }] }] }),
      ],
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'egress listed without rules: all denied',
      policies: [policy({ podSelector: {}, policyTypes: ['Egress'] })],
      expected: 'denied no-rule-allows spec.policyTypes',
    },
    {
      name: 'an empty list of rules: all denied',
      policies: [egress()],
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'an empty rule: all allowed',
      policies: [egress({})],
      expected: 'allowed rule-allows spec.egress[0]',
    },
    {
      name: 'rules of a direction that is not listed do not count',
      policies: [
        policy({ podSelector: {}, policyTypes: ['Ingress'], egress: [] }),
      ],
      expected: 'allowed not-isolated',
    },
    {
      name: 'an absent podSelector selects all',
      policies: [policy({ policyTypes: ['Egress'] })],
      expected: 'denied no-rule-allows spec.policyTypes',
    },
    {
      name: 'a selector by expression',
      policies: [
        policy({
          podSelector: {
            matchExpressions: [
              { key: 'app', operator: 'In', values: ['cart'] },
            ],
          },
          policyTypes: ['Egress'],
        }),
      ],
      expected: 'denied no-rule-allows spec.policyTypes',
    },
  ])('$name: $expected', ({ policies, expected }) => {
    expect(ask(policies, {})).toBe(expected);
  });
});

describe('peers that are pods', () => {
  it.each([
    {
      name: 'a podSelector alone means the own namespace',
      rules: to({ podSelector: { matchLabels: { app: 'db' } } }),
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'a namespaceSelector alone means all its pods',
      rules: to({ namespaceSelector: { matchLabels: { team: 'data' } } }),
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'both in one peer must hold',
      rules: to({
        namespaceSelector: { matchLabels: { team: 'data' } },
        podSelector: { matchLabels: { app: 'cache' } },
      }),
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'two peers are alternatives',
      rules: to(
        { podSelector: { matchLabels: { app: 'cache' } } },
        { namespaceSelector: { matchLabels: { team: 'data' } } },
      ),
      expected: 'allowed rule-allows spec.egress[0].to[1]',
    },
    {
      name: 'an empty namespaceSelector means every namespace',
      rules: to({ namespaceSelector: {} }),
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'the name label that every namespace has',
      rules: to({
        namespaceSelector: {
          matchLabels: { 'kubernetes.io/metadata.name': 'data' },
        },
      }),
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'an ipBlock with the pod in it is up to the network plugin',
      rules: to({ ipBlock: { cidr: '10.0.0.0/8' } }),
      expected: 'unknown depends-on-cni spec.egress[0].to[0]',
    },
    {
      name: 'an ipBlock without the pod',
      rules: to({ ipBlock: { cidr: '192.0.2.0/24' } }),
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'an ipBlock with the pod in its exception',
      rules: to({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }),
      expected: 'denied no-rule-allows spec.egress',
    },
  ])('$name: $expected', ({ rules, expected }) => {
    expect(ask([rules], {})).toBe(expected);
  });

  it('adds up what several policies open', () => {
    expect(
      ask([egress(), policy({ podSelector: {}, egress: [{}] }, 'q')], {}),
    ).toBe('allowed rule-allows spec.egress[0]');
  });

  it('resolves a named port on the destination', () => {
    const rules = egress({ ports: [{ port: 'web' }] });
    expect(ask([rules], { port: 8080 })).toBe(
      'allowed rule-allows spec.egress[0]',
    );
    expect(ask([rules], { port: 443 })).toBe(
      'denied no-rule-allows spec.egress',
    );
  });
});

describe('destinations outside the cluster', () => {
  const block = (text: string, ...except: string[]) => ({
    ipBlock: { cidr: text, except },
  });
  it.each([
    {
      name: 'a host, not isolated',
      rules: [],
      destination: host,
      expected: 'allowed not-isolated',
    },
    {
      name: 'a host, all of IPv4 open',
      rules: [to(block('0.0.0.0/0'))],
      destination: host,
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'a host, anywhere open',
      rules: [egress({ ports: [{ port: 443 }] })],
      destination: host,
      expected: 'allowed rule-allows spec.egress[0]',
    },
    {
      name: 'a host, all open on another port',
      rules: [egress({ ports: [{ port: 80 }] })],
      destination: host,
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'a host, some range open',
      rules: [to(block('192.0.2.0/24'))],
      destination: host,
      expected: 'unknown depends-on-address spec.egress[0].to[0]',
    },
    {
      name: 'a host, all but an exception open',
      rules: [to(block('0.0.0.0/0', '10.0.0.0/8'))],
      destination: host,
      expected: 'unknown depends-on-address spec.egress[0].to[0]',
    },
    {
      name: 'a host, only IPv6 open',
      rules: [to(block('::/0'))],
      destination: host,
      expected: 'unknown depends-on-address spec.egress[0].to[0]',
    },
    {
      name: 'a host, only pods open',
      rules: [to({ namespaceSelector: {} })],
      destination: host,
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'an address in a range',
      rules: [to(block('192.0.2.0/24'))],
      destination: address('192.0.2.9'),
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'an address in an exception',
      rules: [to(block('192.0.2.0/24', '192.0.2.8/29'))],
      destination: address('192.0.2.9'),
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'an IPv6 address in a range',
      rules: [to(block('2001:db8::/32'))],
      destination: address('2001:db8:1::1'),
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'an IPv6 address, IPv4 open',
      rules: [to(block('0.0.0.0/0'))],
      destination: address('2001:db8:1::1'),
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'a range, wholly open',
      rules: [to(block('192.0.0.0/16'))],
      destination: cidr('192.0.2.0/24'),
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'a range, open by two halves',
      rules: [to(block('192.0.2.0/25'), block('192.0.2.128/25'))],
      destination: cidr('192.0.2.0/24'),
      expected: 'allowed rule-allows spec.egress[0].to[0] spec.egress[0].to[1]',
    },
    {
      name: 'a range, partly open',
      rules: [to(block('192.0.2.0/25'))],
      destination: cidr('192.0.2.0/24'),
      expected: 'unknown depends-on-address spec.egress[0].to[0]',
    },
    {
      name: 'a range, not open',
      rules: [to(block('198.51.100.0/24'))],
      destination: cidr('192.0.2.0/24'),
      expected: 'denied no-rule-allows spec.egress',
    },
    {
      name: 'a named port, to an address',
      rules: [egress({ ports: [{ port: 'https' }] })],
      destination: address('192.0.2.9'),
      expected: 'unknown depends-on-named-port spec.egress[0]',
    },
  ])('$name: $expected', ({ rules, destination, expected }) => {
    expect(ask(rules, { to: destination })).toBe(expected);
  });
});

describe('a port that is not known', () => {
  it.each([
    {
      name: 'any port open',
      rules: egress({}),
      expected: 'allowed rule-allows spec.egress[0]',
    },
    {
      name: 'one port open',
      rules: egress({ ports: [{ port: 443 }] }),
      expected: 'unknown depends-on-port spec.egress spec.egress[0]',
    },
    {
      name: 'all ports of the protocol open',
      rules: egress({ ports: [{ protocol: 'TCP' }] }),
      expected: 'allowed rule-allows spec.egress[0]',
    },
    {
      name: 'all ports open by two rules',
      rules: egress(
        { ports: [{ port: 1, endPort: 1000 }] },
        { ports: [{ port: 1001, endPort: 65535 }] },
      ),
      expected: 'allowed rule-allows spec.egress[0] spec.egress[1]',
    },
    {
      name: 'none open',
      rules: egress(),
      expected: 'denied no-rule-allows spec.egress',
    },
  ])('$name: $expected', ({ rules, expected }) => {
    expect(ask([rules], { to: host, port: null })).toBe(expected);
  });

  it('is a question about every protocol when that is not known either', () => {
    const rules = egress({ ports: [{ protocol: 'TCP' }] });
    expect(ask([rules], { to: host, port: null, protocol: null })).toBe(
      'unknown depends-on-port spec.egress spec.egress[0]',
    );
  });
});

describe('pods on the network of their node', () => {
  const node = pod('shop', 'cart', { hostNetwork: true });
  it.each([
    {
      name: 'source, no policy',
      policies: [],
      connection: { from: node },
      expected: 'allowed not-isolated',
    },
    {
      name: 'source, open either way',
      policies: [egress({})],
      connection: { from: node },
      expected: 'allowed rule-allows spec.egress[0]',
    },
    {
      name: 'source, closed if the policy counts',
      policies: [egress()],
      connection: { from: node },
      expected: 'unknown depends-on-cni spec.egress',
    },
    {
      name: 'destination, selected by labels',
      policies: [to({ podSelector: {} })],
      connection: { to: node },
      expected: 'unknown depends-on-cni spec.egress[0].to[0]',
    },
    {
      name: 'destination, not selected',
      policies: [egress()],
      connection: { to: node },
      expected: 'unknown depends-on-cni spec.egress',
    },
    {
      name: 'destination, anything open',
      policies: [egress({})],
      connection: { to: node },
      expected: 'allowed rule-allows spec.egress[0]',
    },
  ])('$name: $expected', ({ policies, connection, expected }) => {
    expect(ask(policies, connection)).toBe(expected);
  });
});

describe('what may not be read', () => {
  const byTeam = to({ namespaceSelector: { matchLabels: { team: 'data' } } });
  const byName = to({
    namespaceSelector: {
      matchLabels: { 'kubernetes.io/metadata.name': 'data' },
    },
  });
  const notByName = to({
    namespaceSelector: {
      matchLabels: { 'kubernetes.io/metadata.name': 'shop', team: 'data' },
    },
  });
  it.each<{
    name: string;
    policies: readonly object[];
    statuses: Record<string, KindStatus>;
    expected: string;
  }>([
    {
      name: 'NetworkPolicies',
      policies: [],
      statuses: { NetworkPolicy: denied },
      expected: 'unknown kind-not-known',
    },
    {
      name: 'NetworkPolicies yet',
      policies: [],
      statuses: { NetworkPolicy: { state: 'pending' as const } },
      expected: 'unknown kind-not-known',
    },
    {
      name: 'NetworkPolicies of this namespace',
      policies: [],
      statuses: {
        NetworkPolicy: {
          state: 'synced' as const,
          at: '',
          namespaces: ['data'],
        },
      },
      expected: 'unknown kind-not-known',
    },
    {
      name: 'Namespaces, selected by a label',
      policies: [byTeam],
      statuses: { Namespace: denied },
      expected: 'unknown kind-not-known spec.egress[0].to[0]',
    },
    {
      name: 'Namespaces, selected by name',
      policies: [byName],
      statuses: { Namespace: denied },
      expected: 'allowed rule-allows spec.egress[0].to[0]',
    },
    {
      name: 'Namespaces, another by name',
      policies: [notByName],
      statuses: { Namespace: denied },
      expected: 'denied no-rule-allows spec.egress',
    },
  ])('$name: $expected', ({ policies, statuses, expected }) => {
    expect(ask(policies, {}, statuses)).toBe(expected);
  });

  it('says which kind, and that its absence from the cluster means none', () => {
    const connection = { from: cart, to: database, port: 1, protocol: 'TCP' };
    expect(judgeOf([], { NetworkPolicy: denied }).judge(connection)).toEqual([
      expect.objectContaining({ direction: 'egress', because: denied }),
      expect.objectContaining({ direction: 'ingress', because: denied }),
    ]);
    expect(ask([], {}, { NetworkPolicy: { state: 'absent' } })).toBe(
      'allowed not-isolated',
    );
  });
});

describe('policies that cannot be read', () => {
  const badSelector = policy(
    {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'Like' }] },
      policyTypes: ['Egress'],
    },
    'bad',
  );
  it.each([
    {
      name: 'a selector that may select the pod',
      policies: [badSelector],
      expected: 'unknown policy-not-readable spec.policyTypes',
    },
    {
      name: 'such a selector beside a policy that denies',
      policies: [badSelector, egress()],
      expected: 'denied no-rule-allows spec.policyTypes spec.egress',
    },
    {
      name: 'such a selector beside a policy that allows',
      policies: [badSelector, egress({})],
      expected: 'allowed rule-allows spec.egress[0]',
    },
    {
      name: 'a range that is none',
      policies: [to({ ipBlock: { cidr: '10.0.0.0' } })],
      expected: 'unknown policy-not-readable spec.egress[0].to[0]',
    },
    {
      name: 'a peer of an unknown sort',
      policies: [to({ serviceSelector: {} })],
      expected: 'unknown policy-not-readable spec.egress[0].to[0]',
    },
    {
      name: 'a port out of range',
      policies: [egress({ ports: [{ port: 70000 }] })],
      expected: 'unknown policy-not-readable spec.egress[0]',
    },
    {
      name: 'a direction that does not exist',
      policies: [policy({ podSelector: {}, policyTypes: ['Outgress'] })],
      expected: 'unknown policy-not-readable spec.policyTypes',
    },
    {
      name: 'no spec',
      policies: [{ ...policy({}), spec: 'none' }],
      expected: 'unknown policy-not-readable spec',
    },
  ])('$name: $expected', ({ policies, expected }) => {
    expect(ask(policies, {})).toBe(expected);
  });
});

it('answers for ingress of the destination as well', () => {
  const answers = judgeOf([
    policy({ podSelector: {}, policyTypes: ['Ingress'] }, 'closed', 'data'),
  ]).judge({ from: cart, to: database, port: 443, protocol: 'TCP' });
  expect(
    answers.map(({ direction, verdict, code }) => [direction, verdict, code]),
  ).toEqual([
    ['egress', 'allowed', 'not-isolated'],
    ['ingress', 'denied', 'no-rule-allows'],
  ]);
});

it('has no answer for an end that is no pod', () => {
  expect(
    judgeOf([egress()]).judge({
      from: address('192.0.2.1'),
      to: host,
      port: 1,
      protocol: 'TCP',
    }),
  ).toEqual([]);
});
