import { matchAuthorization, type Caller } from './matchAuthorization';

const checkout: Caller = {
  namespace: 'shop',
  serviceAccount: 'checkout',
  membership: 'sidecar',
};
const NOTHING = {
  principals: [],
  notPrincipals: [],
  requestPrincipals: [],
  notRequestPrincipals: [],
  namespaces: [],
  notNamespaces: [],
  serviceAccounts: [],
  notServiceAccounts: [],
  trustDomains: [],
  notTrustDomains: [],
  ipBlocks: [],
  notIpBlocks: [],
  remoteIpBlocks: [],
  notRemoteIpBlocks: [],
};
const ANY = {
  hosts: [],
  notHosts: [],
  ports: [],
  notPorts: [],
  methods: [],
  notMethods: [],
  paths: [],
  notPaths: [],
};

function ask(
  rule: {
    source?: Partial<Record<keyof typeof NOTHING, string[]>>;
    operation?: Partial<Record<keyof typeof ANY, string[]>>;
    when?: { key: string; values: string[]; notValues: string[] }[];
  },
  caller: Caller | null = checkout,
  port: number | null = 8080,
) {
  return matchAuthorization(
    {
      from: rule.source ? [{ source: { ...NOTHING, ...rule.source } }] : [],
      to: rule.operation ? [{ operation: { ...ANY, ...rule.operation } }] : [],
      when: rule.when ?? [],
    },
    {
      caller,
      port,
      policyNamespace: 'orders',
      trust: { trustDomains: ['cluster.local'], isTrustDomainSure: false },
      enforcer: 'requests',
      action: 'ALLOW',
      host: null,
    },
  );
}

describe('the source of a rule', () => {
  it.each([
    { source: { namespaces: ['shop'] }, expected: 'yes' },
    { source: { namespaces: ['sh*'] }, expected: 'yes' },
    { source: { namespaces: ['pay'] }, expected: 'no' },
    { source: { notNamespaces: ['shop'] }, expected: 'no' },
    { source: { principals: ['*'] }, expected: 'yes' },
    {
      source: { principals: ['cluster.local/ns/shop/sa/checkout'] },
      expected: 'yes',
    },
    { source: { principals: ['*/sa/checkout'] }, expected: 'yes' },
    {
      source: { principals: ['cluster.local/ns/shop/sa/cart'] },
      expected: 'no',
    },
    {
      source: { principals: ['example.com/ns/shop/sa/checkout'] },
      expected: 'maybe',
    },
    {
      source: { principals: ['example.com/ns/shop/sa/cart'] },
      expected: 'no',
    },
    { source: { serviceAccounts: ['shop/checkout'] }, expected: 'yes' },
    { source: { serviceAccounts: ['checkout'] }, expected: 'no' },
    { source: { ipBlocks: ['10.0.0.0/8'] }, expected: 'maybe' },
    { source: { requestPrincipals: ['*'] }, expected: 'maybe' },
    {
      source: { namespaces: ['pay'], requestPrincipals: ['*'] },
      expected: 'no',
    },
  ])('$source: $expected', ({ source, expected }) => {
    expect(ask({ source })).toBe(expected);
  });

  it.each([
    {
      name: 'without a proxy has no identity',
      membership: 'none',
      expected: 'no',
    },
    {
      name: 'of which it is not known',
      membership: 'unknown',
      expected: 'maybe',
    },
    { name: 'in ambient', membership: 'ambient', expected: 'yes' },
  ] as const)('a caller $name: $expected', ({ membership, expected }) => {
    expect(
      ask({ source: { namespaces: ['shop'] } }, { ...checkout, membership }),
    ).toBe(expected);
  });

  it('may be anybody where an address is asked about', () => {
    expect(ask({ source: { namespaces: ['shop'] } }, null)).toBe('maybe');
  });
});

describe('the operation and conditions of a rule', () => {
  it.each([
    { rule: {}, port: 8080, expected: 'yes' },
    { rule: { operation: { ports: ['8080'] } }, port: 8080, expected: 'yes' },
    { rule: { operation: { ports: ['8080'] } }, port: 9090, expected: 'no' },
    { rule: { operation: { notPorts: ['8080'] } }, port: 8080, expected: 'no' },
    { rule: { operation: { ports: ['8080'] } }, port: null, expected: 'maybe' },
    { rule: { operation: { paths: ['/'] } }, port: 8080, expected: 'maybe' },
    {
      rule: { operation: { ports: ['1'], paths: ['/'] } },
      port: 8080,
      expected: 'no',
    },
    {
      rule: {
        when: [{ key: 'source.namespace', values: ['pay'], notValues: [] }],
      },
      port: 8080,
      expected: 'no',
    },
    {
      rule: {
        when: [{ key: 'destination.port', values: [], notValues: ['8080'] }],
      },
      port: 8080,
      expected: 'no',
    },
    {
      rule: {
        when: [{ key: 'request.headers[x]', values: ['a'], notValues: [] }],
      },
      port: 8080,
      expected: 'maybe',
    },
  ])('$rule at $port: $expected', ({ rule, port, expected }) => {
    expect(ask(rule, checkout, port)).toBe(expected);
  });
});
