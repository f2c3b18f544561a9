import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../bootstrap/Failure.mjs';
import { stateDirOf } from '../bootstrap/stateDir.mjs';

/** The clusters of the demo, in the order in which people read them. */
export const CLUSTERS = ['prod-eu', 'prod-us'];

/** The account that the portal reads the clusters with, and the one that a person's kubectl uses. */
export const USERS = { portal: 'portolan', person: 'admin' };

/**
 * Where the demo keeps its state and which ports it takes. Each can be moved with an environment variable, so that
 * two demos, or the demo and its tests, live side by side.
 */
export function readDemoSettings({ root, env = process.env }) {
  const port = (variable, fallback) => {
    const value = env[variable] || String(fallback);
    if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > 65535) {
      throw new Failure(
        `${variable} is "${value}", which is no port number. Give a number from 1 to 65535.`,
      );
    }
    return Number(value);
  };
  const stateDir = stateDirOf(root, env);
  return {
    stateDir,
    clusterStateDir: join(stateDir, 'clusters'),
    clustersDir: resolve(
      root,
      env.PORTOLAN_CLUSTERS_DIR || 'packages/fake-cluster/clusters',
    ),
    telemetrySeries: resolve(
      root,
      env.PORTOLAN_TELEMETRY_SERIES ||
        'packages/fake-cluster/telemetry/prod-eu.yaml',
    ),
    ports: {
      app: port('PORTOLAN_APP_PORT', 3000),
      backend: port('PORTOLAN_BACKEND_PORT', 7007),
      'prod-eu': port('PORTOLAN_PROD_EU_PORT', 16443),
      'prod-us': port('PORTOLAN_PROD_US_PORT', 16444),
      telemetry: port('PORTOLAN_TELEMETRY_PORT', 16490),
    },
  };
}

/** The environment variables that app-config.yaml names, without the tokens. */
export function demoEnvironment(settings) {
  return {
    PORTOLAN_APP_PORT: String(settings.ports.app),
    PORTOLAN_BACKEND_PORT: String(settings.ports.backend),
    PORTOLAN_PROD_EU_PORT: String(settings.ports['prod-eu']),
    PORTOLAN_PROD_US_PORT: String(settings.ports['prod-us']),
    PORTOLAN_TELEMETRY_PORT: String(settings.ports.telemetry),
    PORTOLAN_CLUSTER_STATE_DIR: settings.clusterStateDir,
  };
}

/** The tokens that the clusters made for the portal at their first start; never in git, never in a log. */
export function readPortalTokens(settings) {
  const token = cluster =>
    readFileSync(
      join(settings.clusterStateDir, cluster, `${USERS.portal}.token`),
      'utf8',
    ).trim();
  return {
    PORTOLAN_PROD_EU_TOKEN: token('prod-eu'),
    PORTOLAN_PROD_US_TOKEN: token('prod-us'),
  };
}
