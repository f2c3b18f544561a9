import type { KindStatus } from '@portolan/plugin-traffic-common';
import {
  address,
  ask,
  cart,
  database,
  denied,
  egress,
  host,
  judgeOf,
  policy,
  to,
} from './__testUtils__/networkPolicies';

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
