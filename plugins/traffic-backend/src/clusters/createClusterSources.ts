import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import {
  KubeconfigClusterSource,
  type KubeconfigEntry,
} from '@portolan/cluster-client';
import type { ClusterSource } from '@portolan/plugin-traffic-node';
import { DirectClusterSource } from './sources/DirectClusterSource';
import { KubernetesPluginClusterSource } from './sources/KubernetesPluginClusterSource';
import { readLocatorMethods } from './sources/readLocatorMethods';

const DIRECT_PROVIDERS: readonly string[] = [
  'serviceAccount',
  'localKubectlProxy',
];

/** All sources in order of preference: those that modules added, direct, kubeconfig, the kubernetes plugin. */
export function createClusterSources(options: {
  config: Config;
  kubeconfig: readonly KubeconfigEntry[];
  auth: AuthService;
  discovery: DiscoveryService;
  /** From the extension point. */
  added: readonly ClusterSource[];
}): readonly ClusterSource[] {
  const { config, kubeconfig, auth, discovery, added } = options;
  const others = kubeconfig.length + added.length;
  return [
    ...added,
    new DirectClusterSource({ config }),
    ...(kubeconfig.length > 0 ? [new KubeconfigClusterSource(kubeconfig)] : []),
    new KubernetesPluginClusterSource({
      auth,
      discovery,
      isNeeded: () => needsKubernetesPlugin(config, others),
    }),
  ];
}

/** Whether clusters would be missing without that plugin; with nothing configured at all it is the first thing to set up. */
function needsKubernetesPlugin(config: Config, otherSources: number): boolean {
  try {
    const { clusters, otherLocators } = readLocatorMethods(config);
    const direct = clusters.every(({ authProvider }) =>
      DIRECT_PROVIDERS.includes(authProvider),
    );
    const nothing = clusters.length === 0 && otherSources === 0;
    return nothing || !direct || otherLocators.length > 0;
  } catch {
    return true;
  }
}
