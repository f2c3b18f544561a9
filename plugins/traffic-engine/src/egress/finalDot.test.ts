import { explainConnectionIn } from './explainConnectionIn';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart', namespace: 'shop', labels: { app: 'cart' } },
  spec: { containers: [{ name: 'cart' }] },
};
const policyOf = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'default', namespace: 'shop' },
  spec,
});
const POLICIES: Readonly<Record<string, (name: string) => object>> = {
  cilium: name =>
    policyOf('cilium.io/v2', 'CiliumNetworkPolicy', {
      endpointSelector: {},
      egress: [{ toFQDNs: [{ matchName: name }] }],
    }),
  calico: name =>
    policyOf('projectcalico.org/v3', 'NetworkPolicy', {
      types: ['Egress'],
      egress: [{ action: 'Allow', destination: { domains: [name] } }],
    }),
  antrea: name =>
    policyOf('crd.antrea.io/v1beta1', 'NetworkPolicy', {
      priority: 1,
      appliedTo: [{ podSelector: {} }],
      egress: [
        { action: 'Allow', to: [{ fqdn: name }] },
        { action: 'Drop', to: [{ fqdn: '*' }] },
      ],
    }),
  ovn: name =>
    policyOf('k8s.ovn.org/v1', 'EgressFirewall', {
      egress: [
        { type: 'Allow', to: { dnsName: name } },
        { type: 'Deny', to: { cidrSelector: '0.0.0.0/0' } },
      ],
    }),
};

describe('a name with the dot at its end is the name without it', () => {
  it.each(
    Object.entries(POLICIES).flatMap(([source, write]) =>
      ['api.stripe.com', 'API.stripe.com.'].flatMap(written =>
        ['api.stripe.com', 'api.Stripe.com.', 'https://api.stripe.com./v1'].map(
          to => ({ source, write, written, to }),
        ),
      ),
    ),
  )('$source: $written and $to', ({ write, written, to }) => {
    const answer = (asked: string) =>
      explainConnectionIn([POD, write(written)], {
        from: 'pod/shop/cart',
        to: asked,
        port: 443,
      });
    expect(answer(to)).toMatchObject({ verdict: 'allowed' });
    expect(answer('api.stripe.dev.')).toMatchObject({ verdict: 'denied' });
  });
});
