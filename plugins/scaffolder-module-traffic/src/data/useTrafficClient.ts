import { useMemo } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import {
  TrafficClient,
  type TrafficSelfServiceApi,
} from '@portolan/plugin-traffic-common';

/** The traffic backend, asked as the signed-in person. */
export function useTrafficClient(): TrafficSelfServiceApi {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => new TrafficClient({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}
