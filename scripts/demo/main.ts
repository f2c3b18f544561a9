import { FakeClusterControlError } from '@portolan/fake-cluster';
import { DemoUsageError } from './faultOptions';
import { runDemoCommand } from './runDemoCommand';

const stateDir = process.env.PORTOLAN_CLUSTER_STATE_DIR;
if (!stateDir) {
  throw new Error(
    'Run this with "npm run demo": it says where the clusters are.',
  );
}

runDemoCommand({ stateDir, args: process.argv.slice(2) }).then(
  lines => process.stdout.write(`${lines.join('\n')}\n`),
  (error: unknown) => {
    if (
      !(error instanceof DemoUsageError) &&
      !(error instanceof FakeClusterControlError)
    ) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof DemoUsageError ? 2 : 1;
  },
);
