import { runTypeScript } from '../bootstrap/runTypeScript.mjs';

/** Measures speed and prints a table; nothing is asserted. */
export async function run({ root, toolchain, args }) {
  return runTypeScript({
    root,
    toolchain,
    file: 'scripts/bench/main.ts',
    args,
  });
}
