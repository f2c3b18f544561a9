import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { finished } from 'node:stream/promises';
import { Failure } from './Failure.mjs';
import { stateDirOf } from './stateDir.mjs';

// A download that hangs looks like one that works; a line now and then tells them apart.
const SIGN_OF_LIFE_MS = 20_000;
const LINE_LENGTH = 240;

/** @returns {string} where the output of a long command goes */
export function logFileFor(root, name) {
  return join(stateDirOf(root), 'logs', `${name}.log`);
}

/** @returns {string[]} the last lines of a text file, short and without colours; empty when there is no file */
export function lastLines(file, count = 20) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
  // eslint-disable-next-line no-control-regex
  const plain = text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
  return plain
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map(line =>
      line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)} …` : line,
    );
}

/**
 * Runs a command to its end with all output in a log file, shown on the terminal too when `echo` is set.
 * @returns {Promise<number>} the exit code; 1 when a signal ended it
 */
export async function runLogged({ root, name, command, args, env, cwd, echo }) {
  const logFile = logFileFor(root, name);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  // No terminal on stdin: nothing that runs here may wait for a key.
  const child = spawn(command, args, {
    cwd: cwd ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      log.write(chunk);
      if (echo) {
        process.stdout.write(chunk);
      }
    });
  }
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', error =>
      reject(new Failure(`Could not run ${command}: ${error.message}`)),
    );
    child.once('close', code => resolve(code ?? 1));
  });
  log.end();
  await finished(log);
  return exitCode;
}

/** Like runLogged, but an exit code other than 0 is a Failure that shows the last lines, and a long run shows the newest. */
export async function mustRunLogged({ what, report, ...options }) {
  const logFile = logFileFor(options.root, options.name);
  const signOfLife = setInterval(() => {
    report.lines(lastLines(logFile, 1));
  }, SIGN_OF_LIFE_MS);
  try {
    const exitCode = await runLogged(options);
    if (exitCode !== 0) {
      throw new Failure(`${what} failed (exit code ${exitCode}).`, {
        lines: lastLines(logFile),
        logFile: relative(process.cwd(), logFile),
      });
    }
  } finally {
    clearInterval(signOfLife);
  }
}
