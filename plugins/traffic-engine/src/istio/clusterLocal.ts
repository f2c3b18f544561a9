import type { SnapshotIndex } from '../snapshot/ClusterSnapshot';
import { compareSpecificity, matchesHost } from './hostnames';
import { CLUSTER_DOMAIN } from './kinds';
import { meshConfig, type MeshConfig } from './meshConfig';

/** Hosts that are each cluster's own unless the configuration says otherwise (istiod, ClusterLocalProvider). */
const DEFAULTS: readonly string[] = [
  `*.kube-system.svc.${CLUSTER_DOMAIN}`,
  `kubernetes.default.svc.${CLUSTER_DOMAIN}`,
];

/** Whether a Service is each cluster's own in a mesh of several clusters (MeshConfig.serviceSettings, `clusterLocal`). */
export const clusterLocal: SnapshotIndex<
  (namespace: string, name: string) => boolean
> = {
  name: 'istio cluster-local hosts',
  reads: meshConfig.reads,
  build: snapshot => {
    const isLocalHost = localHostsOf(snapshot.index(meshConfig));
    return (namespace, name) =>
      isLocalHost(`${name}.${namespace}.svc.${CLUSTER_DOMAIN}`);
  },
};

/** Of several settings the one with the most specific host decides. */
function localHostsOf({ rootNamespace, settings }: MeshConfig) {
  const stated = [
    ...[...DEFAULTS, `*.${rootNamespace}.svc.${CLUSTER_DOMAIN}`].map(host => ({
      host,
      isLocal: true,
      isDefault: true,
    })),
    ...(settings?.serviceSettings ?? []).flatMap(
      ({ hosts, clusterLocal: isLocal }) =>
        hosts.map(host => ({ host, isLocal, isDefault: false })),
    ),
  ].sort(
    (a, b) =>
      Number(a.isDefault) - Number(b.isDefault) ||
      compareSpecificity(a.host, b.host),
  );
  return (host: string) =>
    stated.find(entry => matchesHost(entry.host, host))?.isLocal ?? false;
}
