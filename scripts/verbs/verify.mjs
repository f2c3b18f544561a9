import {
  runJest,
  runStep,
  STATIC_STEPS,
  VERIFY_STEPS,
} from '../test/steps.mjs';
import { reportConformance, summarize } from '../test/summary.mjs';

/** Everything that a change must pass: what `test` runs, and that no code and no configuration key is left over. */
export async function run({ root, report, toolchain }) {
  const steps = [];
  for (const step of [...STATIC_STEPS, ...VERIFY_STEPS]) {
    steps.push(await runStep({ step, root, report, toolchain }));
  }
  steps.push(await runJest({ root, report, toolchain, args: [] }));
  reportConformance({ root, report });
  return summarize({ root, report, name: 'verify', steps });
}
