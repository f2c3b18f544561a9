import { exposureOf } from './addressExposure';

describe('exposureOf', () => {
  it.each([
    { name: 'no address', values: [], expected: 'unknown' },
    { name: 'private', values: ['10.1.2.3'], expected: 'internal' },
    { name: 'private IPv6', values: ['fd00::1'], expected: 'internal' },
    { name: 'carrier-grade NAT', values: ['100.64.0.1'], expected: 'internal' },
    { name: 'public', values: ['8.8.8.8'], expected: 'internet' },
    {
      name: 'one public is enough',
      values: ['10.1.2.3', '8.8.8.8'],
      expected: 'internet',
    },
    { name: 'a name', values: ['lb.example.com'], expected: 'unknown' },
    {
      name: 'a name beside a private address',
      values: ['10.1.2.3', 'lb.example.com'],
      expected: 'unknown',
    },
    {
      name: 'an internal load balancer of AWS',
      values: ['internal-k8s-shop-1.eu-west-1.elb.amazonaws.com'],
      expected: 'internal',
    },
    {
      name: 'another load balancer of AWS',
      values: ['k8s-shop-1.eu-west-1.elb.amazonaws.com'],
      expected: 'unknown',
    },
  ])('$name', ({ values, expected }) => {
    expect(
      exposureOf(values.map(value => ({ type: 'IPAddress', value }))),
    ).toBe(expected);
  });
});
