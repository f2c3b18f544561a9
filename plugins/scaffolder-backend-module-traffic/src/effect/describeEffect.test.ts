import { cartEffect, cartRouteRef } from '../__testUtils__/cartEffect';
import { describeEffect, describeRefusals } from './describeEffect';

describe('describeEffect', () => {
  it('says that nothing changes, rather than nothing', () => {
    expect(describeEffect(cartEffect())).toEqual([
      'It creates no URL and changes none.',
      'Findings that stay as they are: 2.',
    ]);
  });

  it.each([
    {
      name: 'a route that answers already',
      parts: {
        conflicts: [
          {
            kind: 'same-match' as const,
            route: cartRouteRef,
            url: 'https://cart.tideline.example/*',
            entities: [],
            sameCluster: true,
          },
        ],
      },
      sentence:
        'https://cart.tideline.example/* is answered by HTTPRoute shop/cart-new in cluster prod-eu already.',
    },
    {
      name: 'a grant that is missing',
      parts: {
        neededGrants: [{ namespace: 'next', service: 'cart', included: false }],
      },
      sentence:
        'It needs a ReferenceGrant in namespace next to use Service cart, and does not bring it.',
    },
    {
      name: 'a cluster that could not be looked at',
      parts: {
        unknown: [
          {
            cluster: 'prod-us',
            kinds: [
              {
                group: '',
                kind: 'Service',
                status: { state: 'pending' as const },
              },
            ],
          },
        ],
      },
      sentence:
        'Cluster prod-us could not be looked at in full, so its effect there is not known: Service.',
    },
    {
      name: 'what the person may not see',
      parts: { hidden: 3 },
      sentence:
        'Routes and findings of entities that you may not see are not listed: 3.',
    },
  ])('tells of $name', ({ parts, sentence }) => {
    expect(describeEffect(cartEffect(parts))).toContain(sentence);
  });
});

describe('describeRefusals', () => {
  it('names each field', () => {
    const refusals = [
      { path: 'spec.hostnames[0]', message: 'must not be an IP address' },
      { path: 'metadata.name', message: 'is too long' },
    ];
    expect(describeRefusals(cartEffect({ refusals }))).toBe(
      'The API would refuse this route: spec.hostnames[0] must not be an IP address; metadata.name is too long.',
    );
  });

  it('is nothing when nothing is refused', () => {
    expect(describeRefusals(cartEffect())).toBeUndefined();
  });
});
