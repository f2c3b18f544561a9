import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lastLines, logFileFor, runLogged } from '../bootstrap/runLogged.mjs';
import { stateDirOf } from '../bootstrap/stateDir.mjs';

const bin = {
  tsc: 'node_modules/typescript/bin/tsc',
  backstageCli: 'node_modules/@backstage/cli/bin/backstage-cli',
  prettier: 'node_modules/prettier/bin-prettier.js',
  knip: 'node_modules/knip/bin/knip.js',
};

/** The steps that look at the code without running it, each with the command a developer would type. */
export const STATIC_STEPS = [
  { name: 'types', says: 'yarn tsc', args: [bin.tsc] },
  {
    name: 'lint',
    says: 'yarn lint',
    args: [bin.backstageCli, 'repo', 'lint', '--max-warnings', '0'],
  },
  {
    name: 'formatting',
    says: 'yarn prettier:check',
    args: [bin.prettier, '--check', '--loglevel', 'warn', '.'],
  },
];

/** What `verify` asks beyond `test`. */
export const VERIFY_STEPS = [
  {
    name: 'unused code',
    says: 'yarn knip --no-config-hints --exclude types',
    args: [bin.knip, '--no-config-hints', '--exclude', 'types'],
  },
  {
    name: 'configuration',
    says: 'backstage-cli config:check --strict',
    args: [bin.backstageCli, 'config:check', '--strict'],
  },
];

/** Runs a step with its output in a log. @returns {Promise<{name: string, ok: boolean, ms: number}>} */
export async function runStep({ step, root, report, toolchain }) {
  const startedAt = Date.now();
  const logName = step.name.replaceAll(' ', '-');
  const exitCode = await runLogged({
    root,
    name: logName,
    command: toolchain.node,
    args: step.args,
    env: testEnvironment(toolchain),
  });
  const ok = exitCode === 0;
  if (ok) {
    report.done(step.name);
  } else {
    report.wrong(`${step.name}: "${step.says}" ended with ${exitCode}`);
    report.lines(lastLines(logFileFor(root, logName), 60));
  }
  return { name: step.name, ok, ms: Date.now() - startedAt };
}

/** Runs jest over every package, or over what the arguments name. @returns what jest counted */
export async function runJest({ root, report, toolchain, args }) {
  const startedAt = Date.now();
  const resultFile = join(stateDirOf(root), 'results', 'jest.json');
  // jest writes its result only into a folder that is there.
  mkdirSync(dirname(resultFile), { recursive: true });
  rmSync(resultFile, { force: true });
  const exitCode = await runLogged({
    root,
    name: 'jest',
    command: toolchain.node,
    args: [
      bin.backstageCli,
      'repo',
      'test',
      '--json',
      // Five seconds, the default, are an opinion on the machine; a minute is one on the test.
      '--testTimeout=60000',
      `--outputFile=${resultFile}`,
      ...args,
    ],
    env: testEnvironment(toolchain),
    echo: true,
  });
  const counted = readJestResult(resultFile);
  if (!counted) {
    report.wrong('jest ended without a result');
  }
  return {
    name: 'tests',
    ok: exitCode === 0 && counted !== undefined,
    ms: Date.now() - startedAt,
    // A run without a result is not a run without failures.
    ...(counted ?? { passed: 0, failed: 1, skipped: 0 }),
  };
}

function readJestResult(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  const result = JSON.parse(text);
  return {
    passed: result.numPassedTests,
    // A file that could not be loaded counts as one failure; its tests are not known.
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Nothing that runs here may wait for a key: CI keeps jest from watching and prompts from appearing. */
function testEnvironment(toolchain) {
  return { ...toolchain.env, CI: '1', FORCE_COLOR: '0' };
}
