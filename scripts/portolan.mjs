#!/usr/bin/env node
// The entry of every root script. It needs nothing but Node 18 and npm: it finds or fetches the Node that the portal
// wants, installs what yarn.lock names when that is not there yet, and hands over to one verb.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './bootstrap/Failure.mjs';
import { installDependencies } from './bootstrap/installDependencies.mjs';
import { createReport } from './bootstrap/report.mjs';
import { prepareToolchain } from './bootstrap/toolchain.mjs';

const verbs = {
  start: {
    load: () => import('./verbs/start.mjs'),
    help: 'start the demo portal with its two clusters',
  },
  demo: {
    load: () => import('./verbs/demo.mjs'),
    help: 'stop, start and disturb the clusters of a running demo',
  },
  test: {
    load: () => import('./verbs/test.mjs'),
    help: 'types, lint, formatting and every test without a browser',
  },
  e2e: {
    load: () => import('./verbs/e2e.mjs'),
    help: 'the demo in a real browser',
  },
  bench: {
    load: () => import('./verbs/bench.mjs'),
    help: 'measure speed and print a table',
  },
  verify: {
    load: () => import('./verbs/verify.mjs'),
    help: 'everything a change must pass: test, unused code, configuration',
  },
};

const root = resolve(fileURLToPath(import.meta.url), '../..');
const [verb, ...args] = process.argv.slice(2);

if (!Object.hasOwn(verbs, verb ?? '')) {
  const lines = Object.entries(verbs).map(
    ([name, { help }]) => `  ${name.padEnd(8)}${help}`,
  );
  const asked = verb === undefined ? '' : `There is no verb "${verb}". `;
  console.error(
    `${asked}node scripts/portolan.mjs <verb>\n${lines.join('\n')}`,
  );
  process.exit(2);
}

const report = createReport();
try {
  const toolchain = await prepareToolchain({ root, report });
  await installDependencies({ root, report, toolchain });
  const { run } = await verbs[verb].load();
  process.exitCode = await run({ root, report, toolchain, args });
} catch (error) {
  if (!(error instanceof Failure)) {
    throw error;
  }
  report.failure(error);
  process.exitCode = error.exitCode;
}
