import { createApiRef } from '@backstage/frontend-plugin-api';
import type { TrafficApi } from '@portolan/plugin-traffic-common';

/** Reads the traffic of an entity from the traffic backend, in both frontend systems. */
export const trafficApiRef = createApiRef<TrafficApi>().with({
  id: 'plugin.traffic.client',
  pluginId: 'traffic',
});
