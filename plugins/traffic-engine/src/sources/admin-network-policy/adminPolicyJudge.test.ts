import type { KindStatus } from '@portolan/plugin-traffic-common';
import { judgeConnection, inAskingOrder } from '../../egress/judgeConnection';
import type { Connection, ConnectionEnd } from '../../model/drafts';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { adminNetworkPolicy } from '.';

const NAMESPACES = ['shop', 'data'].map(name => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { team: name, stage: 'prod' } },
}));
const policy = (spec: object, name = 'p') => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name },
  spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ...spec },
});
const old = (spec: object) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name: 'old' },
  spec: { priority: 1, subject: { namespaces: {} }, ...spec },
});
const ALL = [{ networks: ['0.0.0.0/0', '::/0'] }];
const deny = (...to: object[]) => policy({ egress: [{ action: 'Deny', to }] });
const accept = (...to: object[]) =>
  policy({
    egress: [
      { action: 'Accept', to },
      { action: 'Deny', to: ALL },
    ],
  });

const pod = (
  namespace: string,
  app: string,
  more: Partial<Extract<ConnectionEnd, { kind: 'pod' }>> = {},
): ConnectionEnd => ({
  kind: 'pod',
  namespace,
  labels: { app },
  ips: ['10.0.0.7'],
  hostNetwork: false,
  namedPorts: [{ name: 'web', port: 443, protocol: 'TCP' }],
  ...more,
});
const host = (name: string): ConnectionEnd => ({ kind: 'host', host: name });
const address = (ip: string): ConnectionEnd => ({ kind: 'address', ip });

function ask(
  policies: readonly object[],
  connection: Partial<Connection> = {},
  statuses?: Record<string, KindStatus>,
) {
  const snapshot = snapshotFrom([...NAMESPACES, ...policies], {
    kinds: adminNetworkPolicy.reads,
    statuses,
  });
  const { judges, problems } = adminNetworkPolicy.resolve(snapshot);
  const { verdict, layers } = judgeConnection(
    {
      from: pod('shop', 'cart'),
      to: pod('data', 'db'),
      port: 443,
      protocol: 'TCP',
      ...connection,
    },
    inAskingOrder(judges),
  );
  return {
    answer: [
      verdict,
      ...layers
        .filter(({ direction }) => direction === 'egress')
        .map(layer => layer.code),
    ].join(' '),
    problems,
  };
}

describe('peers', () => {
  it.each([
    {
      name: 'namespaces by label',
      policies: [deny({ namespaces: { matchLabels: { team: 'data' } } })],
      to: pod('data', 'db'),
      expected: 'denied rule-denies',
    },
    {
      name: 'other namespaces',
      policies: [deny({ namespaces: { matchLabels: { team: 'ops' } } })],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'pods by both labels',
      policies: [
        deny({
          pods: {
            namespaceSelector: {},
            podSelector: { matchLabels: { app: 'db' } },
          },
        }),
      ],
      to: pod('data', 'db'),
      expected: 'denied rule-denies',
    },
    {
      name: 'other pods',
      policies: [
        deny({
          pods: {
            namespaceSelector: {},
            podSelector: { matchLabels: { app: 'web' } },
          },
        }),
      ],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'pods on the network of their node are not meant',
      policies: [deny({ namespaces: {} })],
      to: pod('data', 'db', { hostNetwork: true }),
      expected: 'allowed not-isolated',
    },
    {
      name: 'networks mean pods as well',
      policies: [deny({ networks: ['10.0.0.0/8'] })],
      to: pod('data', 'db'),
      expected: 'denied rule-denies',
    },
    {
      name: 'networks and a pod without an address',
      policies: [deny({ networks: ['10.0.0.0/8'] })],
      to: pod('data', 'db', { ips: [] }),
      expected: 'unknown depends-on-address',
    },
    {
      name: 'networks that are not the pod’s',
      policies: [deny({ networks: ['192.0.2.0/24'] })],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'networks together cover a range',
      policies: [
        deny({ networks: ['192.0.2.0/25'] }, { networks: ['192.0.2.128/25'] }),
      ],
      to: { kind: 'cidr' as const, cidr: '192.0.2.0/24' },
      expected: 'denied rule-denies',
    },
    {
      name: 'a part of a range',
      policies: [deny({ networks: ['192.0.2.0/25'] })],
      to: { kind: 'cidr' as const, cidr: '192.0.2.0/24' },
      expected: 'unknown depends-on-address',
    },
    {
      name: 'all of IPv4 is every host',
      policies: [deny({ networks: ['0.0.0.0/0'] })],
      to: host('api.example'),
      expected: 'denied rule-denies',
    },
    {
      name: 'some network may be the host’s',
      policies: [deny({ networks: ['192.0.2.0/24'] })],
      to: host('api.example'),
      expected: 'unknown depends-on-address',
    },
    {
      name: 'a domain name',
      policies: [accept({ domainNames: ['api.example'] })],
      to: host('api.example'),
      expected: 'allowed rule-allows',
    },
    {
      name: 'a wildcard, one label',
      policies: [accept({ domainNames: ['*.partner.example'] })],
      to: host('api.partner.example'),
      expected: 'allowed rule-allows',
    },
    {
      name: 'a wildcard, two labels',
      policies: [accept({ domainNames: ['*.partner.example'] })],
      to: host('eu.api.partner.example'),
      expected: 'allowed rule-allows',
    },
    {
      name: 'a wildcard is not its own domain',
      policies: [accept({ domainNames: ['*.partner.example'] })],
      to: host('partner.example'),
      expected: 'denied rule-denies',
    },
    {
      name: 'a domain name and an address',
      policies: [accept({ domainNames: ['api.example'] })],
      to: address('192.0.2.1'),
      expected: 'unknown depends-on-address',
    },
    {
      name: 'nodes and an address',
      policies: [deny({ nodes: {} })],
      to: address('192.0.2.1'),
      expected: 'unknown depends-on-address',
    },
    {
      name: 'nodes and a pod',
      policies: [deny({ nodes: {} })],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'a domain name in a rule that denies',
      policies: [deny({ domainNames: ['api.example'] })],
      to: host('api.example'),
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'an asterisk that is no first label',
      policies: [accept({ domainNames: ['api.*.example'] })],
      to: host('api.eu.example'),
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'all of both families and a pod without an address',
      policies: [deny({ networks: ['0.0.0.0/0', '::/0'] })],
      to: pod('data', 'db'),
      expected: 'denied rule-denies',
    },
    {
      name: 'same labels, all equal',
      policies: [
        old({
          egress: [
            { action: 'Deny', to: [{ namespaces: { sameLabels: ['stage'] } }] },
          ],
        }),
      ],
      to: pod('data', 'db'),
      expected: 'denied rule-denies',
    },
    {
      name: 'same labels, one differs',
      policies: [
        old({
          egress: [
            {
              action: 'Deny',
              to: [{ namespaces: { sameLabels: ['stage', 'team'] } }],
            },
          ],
        }),
      ],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'same labels, one absent',
      policies: [
        old({
          egress: [
            {
              action: 'Deny',
              to: [{ namespaces: { sameLabels: ['region'] } }],
            },
          ],
        }),
      ],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'same labels, none named',
      policies: [
        old({
          egress: [
            { action: 'Deny', to: [{ namespaces: { sameLabels: [] } }] },
          ],
        }),
      ],
      to: pod('data', 'db'),
      expected: 'allowed not-isolated',
    },
    {
      name: 'not same labels, one differs',
      policies: [
        old({
          egress: [
            {
              action: 'Deny',
              to: [{ namespaces: { notSameLabels: ['stage', 'team'] } }],
            },
          ],
        }),
      ],
      to: pod('data', 'db'),
      expected: 'denied rule-denies',
    },
  ])('$name: $expected', ({ policies, to, expected }) => {
    expect(ask(policies, { to }).answer).toBe(expected);
  });
});

describe('order', () => {
  const rule = (action: string, port = 443) => ({
    action,
    to: ALL,
    protocols: [{ tcp: { destinationPort: { number: port } } }],
  });
  it.each([
    {
      name: 'the first rule that matches',
      policies: [
        policy({ egress: [rule('Deny', 80), rule('Accept'), rule('Deny')] }),
      ],
      expected: 'allowed rule-allows',
    },
    {
      name: 'the lower priority',
      policies: [
        policy({ priority: 2, egress: [rule('Deny')] }),
        policy({ egress: [rule('Accept')] }, 'q'),
      ],
      expected: 'allowed rule-allows',
    },
    {
      name: 'a pass skips the rest of the tier',
      policies: [
        policy({ egress: [rule('Pass')] }),
        policy({ priority: 2, egress: [rule('Deny')] }, 'q'),
      ],
      expected: 'allowed not-isolated',
    },
    {
      name: 'the baseline after a pass',
      policies: [
        policy({ egress: [rule('Pass')] }),
        policy({ tier: 'Baseline', egress: [rule('Deny')] }, 'q'),
      ],
      expected: 'denied not-isolated rule-denies',
    },
    {
      name: 'no baseline after a decision',
      policies: [
        policy({ egress: [rule('Accept')] }),
        policy({ tier: 'Baseline', egress: [rule('Deny')] }, 'q'),
      ],
      expected: 'allowed rule-allows',
    },
    {
      name: 'a rule that may match, before one that does',
      policies: [
        policy({
          egress: [{ action: 'Accept', to: [{ networks: ['10.0.0.0/8'] }] }],
        }),
        policy({ priority: 2, egress: [rule('Deny')] }, 'q'),
      ],
      expected: 'unknown depends-on-address',
    },
    {
      name: 'a rule that may match, before one that decides the same',
      policies: [
        policy({
          egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }],
        }),
        policy({ priority: 2, egress: [rule('Deny')] }, 'q'),
      ],
      expected: 'denied rule-denies',
    },
  ])('$name: $expected', ({ policies, expected }) => {
    expect(ask(policies, { to: host('api.example') }).answer).toBe(expected);
    expect(
      ask([...policies].reverse(), { to: host('api.example') }).answer,
    ).toBe(expected);
  });
});

describe('what cannot be read', () => {
  it.each([
    {
      name: 'an unknown tier',
      policies: [policy({ tier: 'Middle' })],
      path: 'spec.tier',
      expected: 'unknown policy-not-readable policy-not-readable',
    },
    {
      name: 'a priority out of range',
      policies: [
        policy({ priority: 1001, egress: [{ action: 'Deny', to: ALL }] }),
      ],
      path: 'spec.priority',
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'an unknown action',
      policies: [policy({ egress: [{ action: 'Log', to: ALL }] })],
      path: 'spec.egress[0].action',
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'no peer',
      policies: [policy({ egress: [{ action: 'Deny', to: [] }] })],
      path: 'spec.egress[0].to',
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'a range that is none',
      policies: [deny({ networks: ['10.0.0.0/40'] })],
      path: 'spec.egress[0].to[0].networks[0]',
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'a port out of range',
      policies: [
        policy({
          egress: [
            {
              action: 'Deny',
              to: ALL,
              protocols: [{ tcp: { destinationPort: { number: 0 } } }],
            },
          ],
        }),
      ],
      path: 'spec.egress[0].protocols[0]',
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'an unknown operator in the subject',
      policies: [
        policy({
          subject: {
            namespaces: { matchExpressions: [{ key: 'a', operator: 'Gt' }] },
          },
          egress: [{ action: 'Deny', to: ALL }],
        }),
      ],
      path: 'spec.subject.namespaces.matchExpressions[0]',
      expected: 'unknown policy-not-readable',
    },
    {
      name: 'an unknown version',
      policies: [{ ...policy({}), apiVersion: 'policy.networking.k8s.io/v9' }],
      path: 'apiVersion',
      expected: 'unknown policy-not-readable policy-not-readable',
    },
  ])('$name: $expected', ({ policies, path, expected }) => {
    const { answer, problems } = ask(policies, { to: host('api.example') });
    expect(answer).toBe(expected);
    expect(problems.map(problem => problem.path)).toContain(path);
  });

  it('is unknown where a kind may not be read, and silent where none is served', () => {
    const absent: KindStatus = { state: 'absent' };
    const pending: KindStatus = { state: 'pending' };
    expect(ask([], {}, { AdminNetworkPolicy: pending }).answer).toMatch(
      /^unknown/,
    );
    expect(
      ask(
        [],
        {},
        {
          AdminNetworkPolicy: absent,
          BaselineAdminNetworkPolicy: absent,
          ClusterNetworkPolicy: absent,
        },
      ).answer,
    ).toBe('allowed');
  });
});
