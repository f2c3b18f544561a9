import type { Config } from '@backstage/config';
import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import { ConnectionProblemError } from '@portolan/plugin-traffic-node';

/** One cluster as `kubernetes.clusterLocatorMethods` writes it. */
export interface ConfiguredCluster {
  readonly name: string;
  readonly title?: string;
  readonly url: string;
  readonly authProvider: string;
  readonly token?: string;
  readonly caData?: string;
  readonly caFile?: string;
  readonly skipTlsVerify: boolean;
  readonly dashboardUrl?: string;
}

/** The clusters that are written out in the configuration, and the locators that only the kubernetes plugin can ask. */
export interface LocatorMethods {
  readonly clusters: readonly ConfiguredCluster[];
  readonly otherLocators: readonly string[];
}

const LOCAL_PROXY: ConfiguredCluster = {
  name: 'local',
  url: 'http://127.0.0.1:8001',
  authProvider: 'localKubectlProxy',
  skipTlsVerify: false,
};

/** Reads what the kubernetes plugin reads. Throws a ConnectionProblemError that names the key that is wrong. */
export function readLocatorMethods(config: Config): LocatorMethods {
  try {
    const methods =
      config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
    return {
      clusters: methods.flatMap(clustersOf),
      otherLocators: methods
        .map(method => method.getString('type'))
        .filter(type => type !== 'config' && type !== 'localKubectlProxy'),
    };
  } catch (error) {
    // The messages of the configuration reader name keys and types, never values.
    throw new ConnectionProblemError({
      reason: 'not-configured',
      message: `The configuration kubernetes.clusterLocatorMethods cannot be read: ${
        error instanceof Error ? error.message : 'it has an unknown form'
      }.`,
    });
  }
}

function clustersOf(method: Config): ConfiguredCluster[] {
  switch (method.getString('type')) {
    case 'localKubectlProxy':
      return [LOCAL_PROXY];
    case 'config':
      return method.getConfigArray('clusters').map(readCluster);
    default:
      return [];
  }
}

function readCluster(cluster: Config): ConfiguredCluster {
  // The key holds dots and slashes, which a configuration path would split.
  const authMetadata = cluster.getOptional('authMetadata');
  const fromMetadata = (key: string): string | undefined => {
    if (typeof authMetadata !== 'object' || authMetadata === null) {
      return undefined;
    }
    const value = Object.entries(authMetadata).find(([k]) => k === key)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    name: cluster.getString('name'),
    title: cluster.getOptionalString('title'),
    url: cluster.getString('url'),
    authProvider:
      fromMetadata(ANNOTATION_KUBERNETES_AUTH_PROVIDER) ??
      cluster.getString('authProvider'),
    token:
      fromMetadata('serviceAccountToken') ??
      cluster.getOptionalString('serviceAccountToken'),
    caData: cluster.getOptionalString('caData'),
    caFile: cluster.getOptionalString('caFile'),
    skipTlsVerify: cluster.getOptionalBoolean('skipTLSVerify') ?? false,
    dashboardUrl: cluster.getOptionalString('dashboardUrl'),
  };
}
