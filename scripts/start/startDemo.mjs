import { join } from 'node:path';
import { clustersAreReady, describeClusterProcess } from './clusters.mjs';
import { demoEnvironment, readPortalTokens } from './demoSettings.mjs';
import { answers, waitUntil } from './health.mjs';
import { describeTelemetryProcess } from './telemetry.mjs';
import { watchClusters } from './trafficHealth.mjs';

/** Starts the clusters, then the backend and the app; resolves when all of them answer and a cluster has been read. */
export async function startDemo(context) {
  const { root, report, settings, supervisor } = context;
  const env = {
    ...context.toolchain.env,
    ...demoEnvironment(settings),
    // The development servers must not open a browser, and their output goes to a file.
    BROWSER: 'none',
    FORCE_COLOR: '0',
    PORTOLAN_END_WITH_PARENT: '1',
    NODE_OPTIONS: [
      context.toolchain.env.NODE_OPTIONS,
      `--require "${join(root, 'scripts/start/endWithParent.cjs')}"`,
    ]
      .filter(Boolean)
      .join(' '),
  };

  await report.step('Starting the clusters prod-eu and prod-us', async () => {
    supervisor.start({
      name: 'clusters',
      title: 'The process that serves the clusters',
      ...describeClusterProcess(context),
      env,
    });
    await mustAnswer(context, {
      name: 'clusters',
      what: 'The clusters did not answer within 30 s.',
      ask: clustersAreReady(settings),
      timeoutMs: 30_000,
    });
  });

  await report.step('Starting a stand-in for a Prometheus', async () => {
    supervisor.start({
      name: 'telemetry',
      title: 'The stand-in for a Prometheus of prod-eu',
      ...describeTelemetryProcess(context),
      env,
    });
    await mustAnswer(context, {
      name: 'telemetry',
      what: 'The stand-in for a Prometheus did not answer within 30 s.',
      ask: answers(`http://127.0.0.1:${settings.ports.telemetry}/-/ready`),
      timeoutMs: 30_000,
    });
  });

  const portalEnv = { ...env, ...readPortalTokens(settings) };
  const backendLife = join(root, 'scripts/start/backendLife.cjs');
  const pidFile = join(settings.stateDir, 'backend.pid');
  supervisor.start({
    name: 'backend',
    title: 'The backend',
    ...describePackage(context, 'backend', ['--require', backendLife]),
    env: { ...portalEnv, PORTOLAN_BACKEND_PID_FILE: pidFile },
    pidFile,
  });
  supervisor.start({
    name: 'app',
    title: 'The app',
    ...describePackage(context, 'app'),
    env: portalEnv,
  });

  const backend = `http://localhost:${settings.ports.backend}`;
  await Promise.all([
    report.step('Bundling the app', () =>
      mustAnswer(context, {
        name: 'app',
        what: 'The app did not answer within 3 minutes.',
        ask: answers(`http://localhost:${settings.ports.app}`),
        timeoutMs: 180_000,
      }),
    ),
    report.step('Starting the backend', () =>
      mustAnswer(context, {
        name: 'backend',
        what: 'The backend was not ready within 3 minutes.',
        ask: answers(`${backend}/.backstage/health/v1/readiness`),
        timeoutMs: 180_000,
      }),
    ),
  ]);
  await report.step('Reading the clusters', async () => {
    const clusters = watchClusters(backend);
    const signal = context.signal;
    if (!(await waitUntil(clusters.isOneRead, { timeoutMs: 30_000, signal }))) {
      // The portal runs, and its pages say the same.
      report.warn('No cluster has been read yet.');
      report.lines(clusters.describe());
    }
  });
}

function describePackage({ root, toolchain }, folder, args = []) {
  const cli = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
  return {
    command: toolchain.node,
    args: [cli, 'package', 'start', ...args],
    cwd: join(root, 'packages', folder),
  };
}

async function mustAnswer({ supervisor, signal }, question) {
  const { name, what, ask, timeoutMs } = question;
  if (!(await waitUntil(ask, { timeoutMs, signal }))) {
    throw supervisor.failureOf({ name, message: what });
  }
}
