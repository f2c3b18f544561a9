import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatSeconds } from '../bootstrap/report.mjs';
import { stateDirOf } from '../bootstrap/stateDir.mjs';

/**
 * Prints one line per step and a total, and leaves the numbers in .portolan/results/<name>.json. A step that counts no
 * tests counts as one failure when it fails, so that the total never hides it.
 * @returns {number} exit code
 */
export function summarize({ root, report, name, steps }) {
  report.print('');
  for (const step of steps) {
    const counts =
      step.passed === undefined
        ? ''
        : `: ${step.passed} passed, ${step.failed} failed, ${step.skipped} skipped`;
    const line = `${step.name}${counts} (${formatSeconds(step.ms)})`;
    (step.ok ? report.done : report.wrong)(line);
  }
  const passed = sum(steps.map(step => step.passed ?? 0));
  const failed = sum(
    steps.map(step => {
      const counted = step.failed ?? 0;
      return step.ok ? counted : Math.max(counted, 1);
    }),
  );
  report.print(`\n${name}: ${passed} passed, ${failed} failed`);
  const dir = join(stateDirOf(root), 'results');
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, `${name}.json`),
    `${JSON.stringify({ passed, failed, steps }, null, 2)}\n`,
  );
  return failed === 0 ? 0 : 1;
}

/** Says loudly when the shared conformance cases were not there to be measured against. */
export function reportConformance({ root, report }) {
  const dir = conformanceDir(root);
  if (dir) {
    report.note(`Conformance cases: ${dir}`);
    return;
  }
  report.warn(
    'CONFORMANCE WAS NOT MEASURED: there is no ../shared/conformance, and PORTOLAN_CONFORMANCE names no folder.',
  );
}

/** @returns {string | undefined} the folder with the shared conformance cases */
export function conformanceDir(root) {
  const dir = resolve(
    root,
    process.env.PORTOLAN_CONFORMANCE || '../shared/conformance',
  );
  return existsSync(dir) ? dir : undefined;
}

/** @returns {boolean} whether tests of a conformance suite passed in the last jest run */
export function didConformanceRun(root) {
  const file = join(stateDirOf(root), 'results', 'jest.json');
  if (!existsSync(file)) {
    return false;
  }
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  return testResults
    .filter(({ name }) => /traffic-engine\/.*conformance/i.test(name))
    .some(({ assertionResults }) =>
      assertionResults.some(({ status }) => status === 'passed'),
    );
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
