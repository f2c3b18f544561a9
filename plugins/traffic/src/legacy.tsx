/**
 * The Traffic tab and cards of an entity, for apps of the old frontend system.
 *
 * @packageDocumentation
 */
import type { Entity } from '@backstage/catalog-model';
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  KUBERNETES_ANNOTATIONS,
  TrafficClient,
} from '@portolan/plugin-traffic-common';
import { trafficApiRef } from './api/trafficApiRef';
import { trafficGlobalApiRef } from './api/trafficGlobalApiRef';
import { trafficRequestTesterApiRef } from './api/trafficRequestTesterApiRef';

import { newRouteRef } from './routes';

const legacyHostsRouteRef = createRouteRef({ id: 'traffic.hosts' });

export { trafficApiRef } from './api/trafficApiRef';
export { trafficTranslationRef } from './translation/trafficTranslationRef';

/** The traffic plugin of the old frontend system. */
export const trafficPlugin = createPlugin({
  id: 'traffic',
  externalRoutes: { newRoute: newRouteRef },
  apis: [
    createApiFactory({
      api: trafficApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new TrafficClient(deps),
    }),
    createApiFactory({
      api: trafficGlobalApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new TrafficClient(deps),
    }),
    createApiFactory({
      api: trafficRequestTesterApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new TrafficClient(deps),
    }),
  ],
  routes: { hosts: legacyHostsRouteRef },
});

/** The page of all hosts; mount it as a `Route` with the path `/traffic`. */
export const TrafficHostsPage = trafficPlugin.provide(
  createRoutableExtension({
    name: 'TrafficHostsPage',
    component: () =>
      import('./components/hosts/HostsPage').then(m => m.HostsPage),
    mountPoint: legacyHostsRouteRef,
  }),
);

/** The tab "Traffic"; mount it as an `EntityLayout.Route` with the path `/traffic`. */
export const EntityTrafficContent = trafficPlugin.provide(
  createComponentExtension({
    name: 'EntityTrafficContent',
    component: {
      lazy: () =>
        import('./components/tab/EntityTrafficContent').then(
          m => m.EntityTrafficContent,
        ),
    },
  }),
);

/** The card "URLs"; `tabHref` is the address of the tab that it links to, such as `traffic`. */
export const EntityUrlsCard = trafficPlugin.provide(
  createComponentExtension({
    name: 'EntityUrlsCard',
    component: {
      lazy: () =>
        import('./components/cards/EntityUrlsCard').then(m => m.EntityUrlsCard),
    },
  }),
);

/** The card "Depends on"; `tabHref` is the address of the tab that it links to, such as `traffic`. */
export const EntityDependsOnCard = trafficPlugin.provide(
  createComponentExtension({
    name: 'EntityDependsOnCard',
    component: {
      lazy: () =>
        import('./components/cards/EntityDependsOnCard').then(
          m => m.EntityDependsOnCard,
        ),
    },
  }),
);

/** Whether an entity carries an annotation that binds it to workloads, so that its cards have something to say. */
export function isTrafficAvailable(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return [KUBERNETES_ANNOTATIONS.id, KUBERNETES_ANNOTATIONS.labelSelector].some(
    name => Boolean(annotations[name]),
  );
}
