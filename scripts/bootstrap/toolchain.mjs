import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Failure } from './Failure.mjs';
import { mustRunLogged } from './runLogged.mjs';

// What Backstage supports. Other versions fail late and obscurely: better-sqlite3 crashes on Node 20.
const FITTING_MAJORS = [22, 24];
const FETCHED_MAJOR = 22;

/**
 * Finds a Node that fits or fetches one into .node, and makes the environment that everything else runs in.
 * @returns {Promise<{ node: string, yarn: string, env: NodeJS.ProcessEnv }>} absolute paths and the environment
 */
export async function prepareToolchain({ root, report }) {
  const fetched = fetchedNode(root);
  let node = isFitting(process.versions.node) ? process.execPath : undefined;
  if (!node && existsSync(fetched.node)) {
    node = fetched.node;
  }
  if (!node) {
    await report.step(
      `Fetching Node ${FETCHED_MAJOR} (this machine has ${process.versions.node})`,
      () => fetchNode({ root, report, fetched }),
    );
    node = fetched.node;
  }

  const yarn = join(root, yarnPathOf(root));
  const binDir = writeYarnWrapper({ root, node, yarn });
  const env = {
    ...process.env,
    PATH: [binDir, dirname(node), process.env.PATH].join(delimiter),
    // An addon that must compile gets the headers of this Node, not those of the system's.
    ...(node === fetched.node ? { npm_config_nodedir: fetched.dir } : {}),
  };
  return { node, yarn, env };
}

function isFitting(version) {
  return FITTING_MAJORS.includes(Number(version.split('.')[0]));
}

function fetchedNode(root) {
  const packageName = `node-${process.platform}-${process.arch}`;
  const dir = join(root, '.node', 'node_modules', packageName);
  return { packageName, dir, node: join(dir, 'bin', 'node') };
}

async function fetchNode({ root, report, fetched }) {
  const prefix = join(root, '.node');
  mkdirSync(prefix, { recursive: true });
  await mustRunLogged({
    root,
    report,
    name: 'fetch-node',
    what: `Fetching Node ${FETCHED_MAJOR} with npm`,
    command: 'npm',
    args: [
      'install',
      '--prefix',
      prefix,
      '--no-save',
      '--no-audit',
      '--no-fund',
      `${fetched.packageName}@${FETCHED_MAJOR}`,
    ],
    env: process.env,
    cwd: prefix,
  });
  try {
    execFileSync(fetched.node, ['--version'], { stdio: 'pipe' });
  } catch (error) {
    throw new Failure(
      `npm fetched Node ${FETCHED_MAJOR} for ${process.platform} ${process.arch}, but it does not run here: ${error.message}. Install Node 22 or 24 yourself and start again.`,
    );
  }
}

function yarnPathOf(root) {
  const match = /^yarnPath: *(\S+)/m.exec(
    readFileSync(join(root, '.yarnrc.yml'), 'utf8'),
  );
  if (!match) {
    throw new Failure(
      '.yarnrc.yml names no yarnPath; the repository carries its own yarn there.',
    );
  }
  return match[1];
}

/** backstage-cli and repo-tools call an executable named "yarn"; this one runs the repository's own. */
function writeYarnWrapper({ root, node, yarn }) {
  const binDir = join(root, '.node', 'bin');
  const wrapper = join(binDir, 'yarn');
  const text = `#!/bin/sh\nexec "${node}" "${yarn}" "$@"\n`;
  if (!existsSync(wrapper) || readFileSync(wrapper, 'utf8') !== text) {
    mkdirSync(binDir, { recursive: true });
    writeFileSync(wrapper, text);
    chmodSync(wrapper, 0o755);
  }
  return binDir;
}
