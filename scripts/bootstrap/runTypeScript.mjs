import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Failure } from './Failure.mjs';

/** @returns {string[]} the arguments that let Node run the repository's TypeScript as it stands */
export function typeScriptArguments(root) {
  return [
    '--enable-source-maps',
    '--require',
    join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
  ];
}

/**
 * Runs a TypeScript file at this terminal.
 * @returns {Promise<number>} its exit code
 */
export function runTypeScript({ root, toolchain, file, args = [], env = {} }) {
  const child = spawn(
    toolchain.node,
    [...typeScriptArguments(root), join(root, file), ...args],
    { cwd: root, env: { ...toolchain.env, ...env }, stdio: 'inherit' },
  );
  // The terminal sends Ctrl-C to the child as well; this process waits for how it ends.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', error =>
      reject(new Failure(`Could not run ${file}: ${error.message}`)),
    );
    child.once('close', code => resolve(code ?? 1));
  });
}
