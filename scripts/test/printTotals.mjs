// The end of .ci/run: adds up what `npm test` and `npm run test:e2e` counted. A run that left no result, and shared
// conformance cases that were there and not measured, count as failures.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateDirOf } from '../bootstrap/stateDir.mjs';
import { conformanceDir, didConformanceRun } from './summary.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const totals = ['test', 'e2e'].map(readTotal);
const passed = sum(totals.map(total => total.passed));
let failed = sum(totals.map(total => total.failed));

if (conformanceDir(root) && !didConformanceRun(root)) {
  console.log(
    `The conformance cases in ${conformanceDir(root)} were not measured.`,
  );
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readTotal(name) {
  const file = join(stateDirOf(root), 'results', `${name}.json`);
  if (!existsSync(file)) {
    console.log(`"${name}" ended without a result.`);
    return { passed: 0, failed: 1 };
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
