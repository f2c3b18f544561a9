import { createApiRef } from '@backstage/frontend-plugin-api';
import type { TrafficRequestTesterApi } from '@portolan/plugin-traffic-common';

/** Asks the traffic backend who would answer a request, in both frontend systems. */
export const trafficRequestTesterApiRef =
  createApiRef<TrafficRequestTesterApi>().with({
    id: 'plugin.traffic.request-tester-client',
    pluginId: 'traffic',
  });
