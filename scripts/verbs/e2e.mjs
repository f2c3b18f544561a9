import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../bootstrap/Failure.mjs';
import { typeScriptArguments } from '../bootstrap/runTypeScript.mjs';
import { stateDirOf } from '../bootstrap/stateDir.mjs';
import { summarize } from '../test/summary.mjs';

const RENEW_PICTURES = '--renew-pictures';

/** Drives the whole demo in a real Chromium. With --renew-pictures the README's pictures are taken anew. */
export async function run({ root, report, toolchain, args }) {
  const unknown = args.filter(arg => arg !== RENEW_PICTURES);
  if (unknown.length > 0) {
    throw new Failure(
      `"${unknown.join(
        ' ',
      )}" is not understood; the only option is ${RENEW_PICTURES}.`,
    );
  }
  report.note('Starting the demo and a browser …');
  const startedAt = Date.now();
  const resultFile = join(stateDirOf(root), 'results', 'e2e.tap');
  mkdirSync(dirname(resultFile), { recursive: true });
  rmSync(resultFile, { force: true });
  const exitCode = await runNodeTest({
    root,
    toolchain,
    resultFile,
    env: args.includes(RENEW_PICTURES)
      ? { PORTOLAN_PICTURES_DIR: 'docs/images' }
      : {},
  });
  const step = {
    name: 'browser',
    ok: exitCode === 0,
    ms: Date.now() - startedAt,
    ...readTap(resultFile),
  };
  return summarize({ root, report, name: 'e2e', steps: [step] });
}

function runNodeTest({ root, toolchain, resultFile, env }) {
  const child = spawn(
    toolchain.node,
    [
      ...typeScriptArguments(root),
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${resultFile}`,
      'e2e/demo.test.ts',
    ],
    {
      cwd: root,
      env: { ...toolchain.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', error =>
      reject(new Failure(`Could not run the tests: ${error.message}`)),
    );
    child.once('close', code => resolve(code ?? 1));
  });
}

/** The counts that Node's test runner writes at the end of a TAP file. */
function readTap(file) {
  const text = readFileSync(file, 'utf8');
  const count = word =>
    Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    passed: count('pass'),
    // A step that was never reached because an earlier one failed did not pass.
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped'),
  };
}
