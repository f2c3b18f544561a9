import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { clusterConfiguration } from './clusterConfiguration.mjs';
import { CLUSTERS } from './demoSettings.mjs';

/** The command that serves both clusters, with a configuration written for this start. */
export function describeClusterProcess({ root, toolchain, settings }) {
  const file = join(settings.stateDir, 'fake-cluster.json');
  mkdirSync(settings.stateDir, { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify(clusterConfiguration({ root, settings }), null, 2)}\n`,
  );
  return {
    command: toolchain.node,
    args: [
      join(root, 'packages/fake-cluster/bin/fake-cluster'),
      '--config',
      file,
    ],
    cwd: root,
  };
}

/** @returns {() => Promise<boolean>} whether every cluster says it is ready, over TLS that its own CA vouches for */
export function clustersAreReady(settings) {
  return async () => {
    const ready = await Promise.all(
      CLUSTERS.map(cluster => {
        const caFile = join(settings.clusterStateDir, cluster, 'ca.crt');
        return (
          existsSync(caFile) &&
          isReady({ port: settings.ports[cluster], ca: readFileSync(caFile) })
        );
      }),
    );
    return ready.every(Boolean);
  };
}

function isReady({ port, ca }) {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/readyz', ca, timeout: 5_000 },
      response => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 200));
      },
    );
    asked.once('timeout', () =>
      asked.destroy(new Error('no answer within 5 s')),
    );
    asked.once('error', reject);
    asked.end();
  });
}
