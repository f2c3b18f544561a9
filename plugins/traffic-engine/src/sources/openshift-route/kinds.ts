import type { KindRef } from '../../kinds/KindRef';

export const SOURCE_ID = 'openshift-route';
export const ROUTER_CONTROLLER = 'openshift.io/ingress-to-route';

export const ROUTE: KindRef = {
  group: 'route.openshift.io',
  kind: 'Route',
  plural: 'routes',
  versions: ['v1'],
  scope: 'Namespaced',
};
