import { isOfVendor } from './vendor';

describe('isOfVendor', () => {
  it.each([
    {
      name: 'the same domain',
      domain: 'gateway.envoyproxy.io',
      controller: 'gateway.envoyproxy.io/gatewayclass-controller',
      expected: 'yes',
    },
    {
      name: 'a domain below',
      domain: 'networking.istio.io',
      controller: 'istio.io/gateway-controller',
      expected: 'yes',
    },
    {
      name: 'a domain written backwards',
      domain: 'cilium.io',
      controller: 'io.cilium/gateway-controller',
      expected: 'yes',
    },
    {
      name: 'another domain',
      domain: 'example.com',
      controller: 'example.net/conformance',
      expected: 'no',
    },
    {
      name: 'a controller that is not known',
      domain: 'cilium.io',
      controller: null,
      expected: 'unknown',
    },
  ])('$name', ({ domain, controller, expected }) => {
    expect(isOfVendor(domain, controller)).toBe(expected);
  });
});
