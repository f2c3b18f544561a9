import { ask, egress, pod, policy, to } from './__testUtils__/networkPolicies';

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
