import type { RouteEffect } from '@portolan/plugin-traffic-common';
import type { ListenerOption, Place } from '../model/routeValue';

const GATEWAY = {
  cluster: 'prod-eu',
  group: 'gateway.networking.k8s.io',
  kind: 'Gateway',
  namespace: 'infra',
  name: 'public',
};

export const wildcardListener: ListenerOption = {
  gateway: GATEWAY,
  listener: 'https-shop',
  protocol: 'HTTPS',
  port: 443,
  hostname: '*.tideline.example',
  addresses: [],
  accepts: 'yes',
  reason: null,
};

export const closedListener: ListenerOption = {
  ...wildcardListener,
  listener: 'https-pay',
  hostname: 'pay.tideline.example',
  accepts: 'no',
  reason: 'NotAllowedByListeners',
};

export const cartPlace: Place = {
  cluster: 'prod-eu',
  namespace: 'shop',
  apply: { state: 'allowed' },
  services: ['cart', 'cart-next'].map(name => ({
    service: {
      cluster: 'prod-eu',
      group: '',
      kind: 'Service',
      namespace: 'shop',
      name,
    },
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  })),
  listeners: [closedListener, wildcardListener],
};

/** The effect of a route that creates nothing, with what a test is about put in. */
export function cartEffect(parts: Partial<RouteEffect> = {}): RouteEffect {
  return {
    manifests: [
      {
        object: { kind: 'HTTPRoute', metadata: { name: 'cart-route' } },
        yaml: 'kind: HTTPRoute\n',
      },
    ],
    refusals: [],
    routes: { created: [], changed: [], removed: [] },
    findings: { introduced: [], fixed: [], unchanged: 0 },
    conflicts: [],
    neededGrants: [],
    unknown: [],
    hidden: 0,
    ...parts,
  };
}
