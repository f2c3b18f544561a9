import fc from 'fast-check';
import {
  compareListenerHostnames,
  compareRouteHostnames,
  coversGatewayHostname,
  hostOfRequest,
  intersectGatewayHostnames,
  matchGatewayHostname,
  orderGatewayHostnames,
  toGatewayHostname,
  toHost,
} from './gatewayHostname';

/** A small name space, so that random hostnames often have something to do with each other. */
const label = fc.constantFrom('a', 'b', 'c');
const name = fc
  .array(label, { minLength: 1, maxLength: 3 })
  .map(labels => `${labels.join('.')}.x`);
const hostname = fc.oneof(
  name,
  name.map(text => `*.${text}`),
  fc.constant('*.x'),
  fc.constant(''),
);

describe('matchGatewayHostname', () => {
  it.each([
    {
      name: 'no hostname takes any host',
      hostname: '',
      host: 'a.x',
      expected: true,
    },
    {
      name: 'an exact name takes itself',
      hostname: 'a.x',
      host: 'a.x',
      expected: true,
    },
    {
      name: 'an exact name takes nothing below it',
      hostname: 'a.x',
      host: 'b.a.x',
      expected: false,
    },
    {
      name: 'a wildcard takes one label',
      hostname: '*.x',
      host: 'a.x',
      expected: true,
    },
    {
      name: 'a wildcard takes several labels',
      hostname: '*.x',
      host: 'a.b.x',
      expected: true,
    },
    {
      name: 'a wildcard does not take its own domain',
      hostname: '*.x',
      host: 'x',
      expected: false,
    },
    {
      name: 'a wildcard ends at a dot',
      hostname: '*.x',
      host: 'ax',
      expected: false,
    },
    {
      name: 'a wildcard needs a label',
      hostname: '*.x',
      host: '.x',
      expected: false,
    },
  ])('$name', ({ hostname: pattern, host, expected }) => {
    expect(matchGatewayHostname(pattern, host)).toBe(expected);
  });
});

describe('intersectGatewayHostnames', () => {
  it.each([
    { name: 'none on either side', listener: '', route: '', expected: '' },
    {
      name: 'only the listener’s',
      listener: 'a.x',
      route: '',
      expected: 'a.x',
    },
    { name: 'only the route’s', listener: '', route: '*.x', expected: '*.x' },
    { name: 'equal names', listener: 'a.x', route: 'a.x', expected: 'a.x' },
    {
      name: 'different names',
      listener: 'a.x',
      route: 'b.x',
      expected: undefined,
    },
    {
      name: 'a name within a wildcard listener',
      listener: '*.x',
      route: 'a.b.x',
      expected: 'a.b.x',
    },
    {
      name: 'a wildcard route around a listener',
      listener: 'a.b.x',
      route: '*.x',
      expected: 'a.b.x',
    },
    {
      name: 'the longer of two wildcards',
      listener: '*.x',
      route: '*.a.x',
      expected: '*.a.x',
    },
    {
      name: 'the longer of two wildcards, the other way',
      listener: '*.a.x',
      route: '*.x',
      expected: '*.a.x',
    },
    {
      name: 'wildcards side by side',
      listener: '*.a.x',
      route: '*.b.x',
      expected: undefined,
    },
    {
      name: 'the bare domain of a wildcard',
      listener: '*.x',
      route: 'x',
      expected: undefined,
    },
    {
      name: 'a suffix that is no label',
      listener: '*.ample.x',
      route: '*.example.x',
      expected: undefined,
    },
  ])('$name', ({ listener, route, expected }) => {
    expect(intersectGatewayHostnames(listener, route)).toBe(expected);
  });

  it('takes exactly the hosts that both take', () => {
    fc.assert(
      fc.property(hostname, hostname, name, (listener, route, host) => {
        const both =
          matchGatewayHostname(listener, host) &&
          matchGatewayHostname(route, host);
        const common = intersectGatewayHostnames(listener, route);
        expect(common !== undefined && matchGatewayHostname(common, host)).toBe(
          both,
        );
      }),
    );
  });

  it('does not depend on which side is which', () => {
    fc.assert(
      fc.property(hostname, hostname, (a, b) => {
        expect(intersectGatewayHostnames(a, b)).toBe(
          intersectGatewayHostnames(b, a),
        );
      }),
    );
  });
});

describe('coversGatewayHostname', () => {
  it('holds only where no host of the inner is outside', () => {
    fc.assert(
      fc.property(hostname, hostname, name, (outer, inner, host) => {
        fc.pre(coversGatewayHostname(outer, inner));
        expect(
          !matchGatewayHostname(inner, host) ||
            matchGatewayHostname(outer, host),
        ).toBe(true);
      }),
    );
  });
});

describe('the order of hostnames', () => {
  it.each([
    {
      name: 'a name before a wildcard',
      first: 'a.x',
      second: '*.long.domain.x',
    },
    { name: 'a wildcard before any host', first: '*.x', second: '' },
    { name: 'more labels before fewer', first: '*.b.x', second: '*.verylong' },
  ])('of listeners: $name', ({ first, second }) => {
    expect(compareListenerHostnames(first, second)).toBeLessThan(0);
    expect(compareListenerHostnames(second, first)).toBeGreaterThan(0);
  });

  it.each([
    {
      name: 'a name before a wildcard',
      first: 'a.x',
      second: '*.long.domain.x',
    },
    {
      name: 'more characters before fewer',
      first: '*.verylong',
      second: '*.b.x',
    },
    { name: 'a wildcard before any host', first: '*.x', second: '' },
  ])('of routes: $name', ({ first, second }) => {
    expect(compareRouteHostnames(first, second)).toBeLessThan(0);
    expect(compareRouteHostnames(second, first)).toBeGreaterThan(0);
  });

  it('is total for output', () => {
    fc.assert(
      fc.property(fc.array(hostname), hostnames => {
        const sorted = [...hostnames].sort(orderGatewayHostnames);
        expect([...hostnames].reverse().sort(orderGatewayHostnames)).toEqual(
          sorted,
        );
      }),
    );
  });
});

describe('hostnames from outside', () => {
  it.each([
    {
      name: 'a port is not part of it',
      header: 'Shop.Example.com:8080',
      expected: 'shop.example.com',
    },
    {
      name: 'an IPv6 address keeps its colons',
      header: '[2001:DB8::1]:80',
      expected: '2001:db8::1',
    },
    { name: 'an unclosed bracket harms nobody', header: '[2001', expected: '' },
    { name: 'nothing', header: '', expected: '' },
  ])('Host header: $name', ({ header, expected }) => {
    expect(hostOfRequest(header)).toBe(expected);
  });

  it.each([
    {
      name: 'upper case',
      value: '*.Example.COM',
      expected: { kind: 'wildcard', value: '*.example.com' },
    },
    { name: 'a name', value: 'a.x', expected: { kind: 'exact', value: 'a.x' } },
    { name: 'null', value: null, expected: { kind: 'any', value: '' } },
  ])('of an object: $name', ({ value, expected }) => {
    expect(toHost(toGatewayHostname(value))).toEqual(expected);
  });
});
