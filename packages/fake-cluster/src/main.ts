import { parseArgs } from 'node:util';
import { ConfigError, readClusterConfig } from './config/clusterConfig';
import { startFakeClusters } from './config/startFakeClusters';
import { ManifestError } from './fixtures/readManifests';
import { PortBusyError } from './server/ApiServer';

const USAGE = `Usage: fake-cluster --config <file> [--state-dir <dir>]

Serves the clusters of a configuration file (YAML or JSON) until it is told to end (Ctrl-C, SIGTERM).

  --config <file>      the clusters: names, ports, fixture directories, users
  --state-dir <dir>    keeps keys, tokens and kubeconfig files here instead of where the configuration says
  --help               prints this
`;

function isExpected(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof ManifestError ||
    error instanceof PortBusyError
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      'state-dir': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || values.config === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const config = await readClusterConfig(values.config);
  const running = await startFakeClusters(
    { ...config, stateDir: values['state-dir'] ?? config.stateDir },
    print,
  );
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  for (const cluster of running.clusters) {
    print(`${cluster.name} ready at ${cluster.url}`);
  }
}

run().catch((error: unknown) => {
  const text = isExpected(error)
    ? error.message
    : `The fake cluster cannot start: ${
        error instanceof Error ? error.stack ?? error.message : String(error)
      }`;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
