import type { Config } from '@backstage/config';
import type { ClusterOptions } from './createClusterFleet';
import type { KubeconfigEntry } from './sources/KubeconfigClusterSource';

/** What the `traffic` section says about clusters beside those that the kubernetes plugin's section names. */
export interface ClusterConfig {
  readonly kubeconfig: readonly KubeconfigEntry[];
  readonly clusterOptions: ReadonlyMap<string, ClusterOptions>;
}

/** Reads `traffic.kubeconfig` and `traffic.clusters`; throws with the name of the key that is wrong. */
export function readClusterConfig(config: Config): ClusterConfig {
  return {
    kubeconfig: (
      config.getOptionalConfigArray('traffic.kubeconfig') ?? []
    ).map(entry => ({
      path: entry.getOptionalString('path'),
      contexts: entry.getOptionalStringArray('contexts'),
    })),
    clusterOptions: new Map(
      (config.getOptionalConfigArray('traffic.clusters') ?? []).map(entry => [
        entry.getString('name'),
        {
          exclude: entry.getOptionalBoolean('exclude') ?? false,
          namespaces: entry.getOptionalStringArray('namespaces') ?? [],
        },
      ]),
    ),
  };
}
