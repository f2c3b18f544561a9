import {
  address,
  ask,
  cidr,
  egress,
  host,
  to,
} from './__testUtils__/networkPolicies';

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
