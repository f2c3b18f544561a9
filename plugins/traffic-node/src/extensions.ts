import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ClusterSource } from './ClusterSource';

/** Where modules of the traffic plugin add clusters that neither the configuration nor the kubernetes plugin knows. */
export interface TrafficClusterSourcesExtensionPoint {
  /** A cluster that several sources list is read through the first that can use it; added sources come before our own. */
  addClusterSource(source: ClusterSource): void;
}

export const trafficClusterSourcesExtensionPoint =
  createExtensionPoint<TrafficClusterSourcesExtensionPoint>({
    id: 'traffic.cluster-sources',
  });
