import { runJest, runStep, STATIC_STEPS } from '../test/steps.mjs';
import { reportConformance, summarize } from '../test/summary.mjs';

/**
 * Types, lint, formatting and every test without a browser. With arguments only jest runs, with these arguments:
 * `npm test -- plugins/traffic-engine`.
 */
export async function run({ root, report, toolchain, args }) {
  const steps = [];
  if (args.length === 0) {
    report.note('Checking types, lint and formatting …');
    steps.push(
      ...(await Promise.all(
        STATIC_STEPS.map(step => runStep({ step, root, report, toolchain })),
      )),
    );
  }
  report.note('Running the tests …');
  steps.push(await runJest({ root, report, toolchain, args }));
  reportConformance({ root, report });
  return summarize({ root, report, name: 'test', steps });
}
