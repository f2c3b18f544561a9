import type { RouteEffect } from '@portolan/plugin-traffic-common';

const ROUTE = {
  cluster: 'prod-eu',
  group: 'gateway.networking.k8s.io',
  kind: 'HTTPRoute',
  namespace: 'shop',
  name: 'cart-new',
};

/** The reference of the route in `cartEffect`. */
export const cartRouteRef = ROUTE;

/** The effect of a route that creates nothing, with what a test is about put in. */
export function cartEffect(parts: Partial<RouteEffect> = {}): RouteEffect {
  return {
    manifests: [
      {
        object: {
          kind: 'HTTPRoute',
          metadata: { namespace: 'shop', name: 'cart-new' },
        },
        yaml: 'kind: HTTPRoute\n',
      },
    ],
    refusals: [],
    routes: { created: [], changed: [], removed: [] },
    findings: { introduced: [], fixed: [], unchanged: 2 },
    conflicts: [],
    neededGrants: [],
    unknown: [],
    hidden: 0,
    ...parts,
  };
}
