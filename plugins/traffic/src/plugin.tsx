import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { TrafficClient } from '@portolan/plugin-traffic-common';
import { RiRouteLine } from '@remixicon/react';
import { trafficApiRef } from './api/trafficApiRef';
import { trafficGlobalApiRef } from './api/trafficGlobalApiRef';
import { trafficRequestTesterApiRef } from './api/trafficRequestTesterApiRef';
import { entityTrafficRouteRef, hostsRouteRef, newRouteRef } from './routes';

const IS_COMPONENT = { kind: 'component' };
const HAS_ID = {
  'metadata.annotations.backstage.io/kubernetes-id': { $exists: true },
};
const HAS_SELECTOR = {
  'metadata.annotations.backstage.io/kubernetes-label-selector': {
    $exists: true,
  },
};

/** An entity with an annotation that binds it to workloads, of whatever kind it is. */
const IS_BOUND = { $any: [HAS_ID, HAS_SELECTOR] };

/** Every component has the tab, which says what would fill it; any other entity that is bound has it too. */
const HAS_TRAFFIC_TAB = { $any: [IS_COMPONENT, HAS_ID, HAS_SELECTOR] };

const trafficApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: trafficApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new TrafficClient(deps),
    }),
});

const trafficGlobalApi = ApiBlueprint.make({
  name: 'global',
  params: defineParams =>
    defineParams({
      api: trafficGlobalApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new TrafficClient(deps),
    }),
});

const trafficRequestTesterApi = ApiBlueprint.make({
  name: 'request-tester',
  params: defineParams =>
    defineParams({
      api: trafficRequestTesterApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new TrafficClient(deps),
    }),
});

const hostsPage = PageBlueprint.make({
  params: {
    path: '/traffic',
    title: 'Traffic',
    icon: <RiRouteLine />,
    routeRef: hostsRouteRef,
    loader: () =>
      import('./components/hosts/HostsPage').then(m => <m.HostsPage />),
  },
});

const entityTrafficContent = EntityContentBlueprint.make({
  params: {
    path: '/traffic',
    title: 'Traffic',
    group: 'operation',
    icon: <RiRouteLine />,
    filter: HAS_TRAFFIC_TAB,
    routeRef: entityTrafficRouteRef,
    loader: () =>
      import('./components/tab/EntityTrafficContent').then(m => (
        <m.EntityTrafficContent />
      )),
  },
});

const entityUrlsCard = EntityCardBlueprint.make({
  name: 'urls',
  params: {
    type: 'content',
    filter: IS_BOUND,
    loader: () =>
      import('./components/cards/linkedCards').then(m => <m.LinkedUrlsCard />),
  },
});

const entityDependsOnCard = EntityCardBlueprint.make({
  name: 'depends-on',
  params: {
    type: 'content',
    filter: IS_BOUND,
    loader: () =>
      import('./components/cards/linkedCards').then(m => (
        <m.LinkedDependsOnCard />
      )),
  },
});

/** The traffic plugin of the new frontend system: the page of all hosts, the tab "Traffic" and the cards "URLs" and "Depends on". */
export const trafficPlugin = createFrontendPlugin({
  pluginId: 'traffic',
  title: 'Traffic',
  icon: <RiRouteLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { entityTraffic: entityTrafficRouteRef, hosts: hostsRouteRef },
  externalRoutes: { newRoute: newRouteRef },
  extensions: [
    trafficApi,
    trafficGlobalApi,
    trafficRequestTesterApi,
    hostsPage,
    entityTrafficContent,
    entityUrlsCard,
    entityDependsOnCard,
  ],
});
