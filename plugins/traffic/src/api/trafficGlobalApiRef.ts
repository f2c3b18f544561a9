import { createApiRef } from '@backstage/frontend-plugin-api';
import type { TrafficGlobalApi } from '@portolan/plugin-traffic-common';

/** Reads what concerns all entities from the traffic backend, in both frontend systems. */
export const trafficGlobalApiRef = createApiRef<TrafficGlobalApi>().with({
  id: 'plugin.traffic.global-client',
  pluginId: 'traffic',
});
