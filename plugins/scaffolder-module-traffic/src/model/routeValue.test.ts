import { routeProposalSchema } from '@portolan/plugin-traffic-common';
import {
  cartPlace,
  closedListener,
  wildcardListener,
} from '../__testUtils__/routeFixtures';
import { listMissingParts } from './missingParts';
import {
  changeHosts,
  changeListener,
  fitsPlace,
  proposeHost,
  proposeRoute,
  readRouteValue,
  toProposal,
} from './routeValue';

const CART = 'component:default/cart';
const proposed = proposeRoute(CART, cartPlace);

describe('a route in the form', () => {
  it('begins with the first Service behind the first listener that accepts', () => {
    expect(proposed).toMatchObject({
      backends: [{ namespace: 'shop', service: 'cart', port: 8080 }],
      gateway: { namespace: 'infra', name: 'public', listener: 'https-shop' },
      hostnames: ['cart.tideline.example'],
      name: 'cart-route',
    });
    expect(listMissingParts(proposed)).toEqual([]);
    expect(readRouteValue(proposed)).toEqual(proposed);
  });

  it('has no listener when none accepts, and says so', () => {
    const place = { ...cartPlace, listeners: [closedListener] };
    expect(listMissingParts(proposeRoute(CART, place))).toEqual(['listener']);
  });

  it.each([
    { hostname: '*.tideline.example', host: 'cart.tideline.example' },
    { hostname: 'pay.tideline.example', host: 'pay.tideline.example' },
    { hostname: null, host: '' },
  ])('suggests "$host" for a listener of $hostname', ({ hostname, host }) => {
    expect(proposeHost('cart', { ...wildcardListener, hostname })).toBe(host);
  });

  it('lets a suggested host and name follow, and keeps what somebody typed', () => {
    const to = { ...wildcardListener, hostname: '*.tide.example' };
    const followed = changeListener(proposed, {
      entityRef: CART,
      from: wildcardListener,
      to,
    });
    expect(followed.hostnames).toEqual(['cart.tide.example']);
    const typed = changeHosts(proposed, {
      entityRef: CART,
      hostnames: ['spring.tideline.example'],
    });
    expect(typed.name).toBe('cart-spring-route');
    const kept = changeListener(
      { ...typed, name: 'mine' },
      { entityRef: CART, from: wildcardListener, to },
    );
    expect(kept).toMatchObject({
      hostnames: ['spring.tideline.example'],
      name: 'mine',
    });
  });

  it('does not fit a place that lacks its Service', () => {
    expect(fitsPlace(proposed, cartPlace)).toBe(true);
    expect(
      fitsPlace(proposed, {
        ...cartPlace,
        services: cartPlace.services.slice(1),
      }),
    ).toBe(false);
  });

  it('is asked for in lower case, without empty parts', () => {
    const proposal = toProposal(
      'Component:default/Cart',
      { ...proposed, hostnames: [' Cart.Tideline.Example', ''] },
      false,
    );
    expect(routeProposalSchema.parse(proposal)).toMatchObject({
      entityRef: CART,
      hostnames: ['cart.tideline.example'],
      method: null,
      requestTimeout: null,
    });
  });

  it.each([{}, undefined, 'route', { cluster: 'prod-eu' }])(
    'is none for %p',
    value => {
      expect(readRouteValue(value)).toBeUndefined();
      expect(listMissingParts(readRouteValue(value))).toEqual(['route']);
    },
  );
});
