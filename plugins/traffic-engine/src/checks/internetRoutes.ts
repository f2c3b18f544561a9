import type { Route } from '@portolan/plugin-traffic-common';
import { refKey } from '../model/refs';
import { groupBy } from '../snapshot/groupBy';

/** Routes that are known to be reached from the internet and hand requests to somebody, by host. */
export function listInternetRoutes(routes: readonly Route[]): readonly Route[] {
  return routes.filter(
    route => route.exposure === 'internet' && handsOn(route),
  );
}

/** Whether requests get through a route: it neither redirects nor is closed. */
export function handsOn({ redirect, predicted, backends }: Route): boolean {
  return (
    redirect === null &&
    backends.length > 0 &&
    !['detached', 'shadowed'].includes(predicted.state)
  );
}

/** The first route of each object. */
export function onePerObject(routes: readonly Route[]): readonly Route[] {
  return [...groupBy(routes, ({ object }) => refKey(object)).values()].map(
    ([first]) => first,
  );
}
