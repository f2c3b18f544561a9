import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startControlServer } from '../control/ControlServer';
import { renderKubeconfig } from '../pki/renderKubeconfig';
import { startFakeCluster } from '../startFakeCluster';
import type { FakeCluster } from '../startFakeCluster';
import type { FakeClusterConfig, FakeClustersConfig } from './clusterConfig';
import { settleUserTokens } from './userTokens';

/** Clusters that were started together. */
export interface FakeClusters {
  readonly clusters: readonly FakeCluster[];
  stop(): Promise<void>;
}

async function startOne(
  config: FakeClusterConfig,
  stateDir: string,
  log: (line: string) => void,
): Promise<FakeCluster> {
  const dir = join(stateDir, config.name);
  const users = await settleUserTokens(config.users, dir);
  return startFakeCluster({ ...config, users, stateDir: dir, log });
}

/** Every user of every cluster is the context `user@cluster`; the first user is also the bare cluster name. */
function kubeconfigOf(clusters: readonly FakeCluster[]): string {
  return renderKubeconfig(
    clusters.flatMap(cluster =>
      cluster.users.flatMap((user, index) => {
        const entry = {
          clusterName: cluster.name,
          userName: user.name,
          server: cluster.url,
          caPem: cluster.caPem,
          token: user.token,
        };
        const full = { ...entry, contextName: `${user.name}@${cluster.name}` };
        return index === 0
          ? [{ ...entry, contextName: cluster.name }, full]
          : [full];
      }),
    ),
  );
}

/**
 * Starts all clusters of a configuration, writes their kubeconfig files (`<stateDir>/kubeconfig` and one per cluster) and
 * opens the control endpoint. When one cannot start, none is left running.
 *
 * @throws PortBusyError, ManifestError
 */
export async function startFakeClusters(
  config: FakeClustersConfig,
  log: (line: string) => void,
): Promise<FakeClusters> {
  const { stateDir } = config;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const clusters: FakeCluster[] = [];
  const stopAll = async () => {
    await Promise.all(clusters.map(cluster => cluster.stop()));
  };
  try {
    for (const cluster of config.clusters) {
      clusters.push(await startOne(cluster, stateDir, log));
    }
    for (const cluster of clusters) {
      await writeFile(
        join(stateDir, cluster.name, 'kubeconfig'),
        kubeconfigOf([cluster]),
        { mode: 0o600 },
      );
    }
    await writeFile(join(stateDir, 'kubeconfig'), kubeconfigOf(clusters), {
      mode: 0o600,
    });
    const control = await startControlServer({ clusters, stateDir });
    return {
      clusters,
      async stop() {
        await control.stop();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
