import { runTypeScript } from '../bootstrap/runTypeScript.mjs';
import { readDemoSettings } from '../start/demoSettings.mjs';

/** Steers the clusters of a running demo, from another terminal. */
export async function run({ root, toolchain, args }) {
  const settings = readDemoSettings({ root });
  return runTypeScript({
    root,
    toolchain,
    file: 'scripts/demo/main.ts',
    args,
    env: { PORTOLAN_CLUSTER_STATE_DIR: settings.clusterStateDir },
  });
}
