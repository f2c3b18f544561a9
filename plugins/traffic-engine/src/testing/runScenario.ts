import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Analysis } from '@portolan/plugin-traffic-common';
import { analyze } from '../analyze/analyze';
import type { AnalysisInput } from '../analyze/AnalysisInput';
import { renderText } from '../analyze/renderText';

const UPDATE_VARIABLE = 'PORTOLAN_UPDATE_SCENARIOS';

/** The outcome of one scenario folder: what came out, and what `expected.txt` says. */
export interface ScenarioRun {
  readonly name: string;
  readonly actual: string;
  readonly expected: string;
}

/**
 * Resolves `input.yaml` of a scenario folder and reads its `expected.txt`. With PORTOLAN_UPDATE_SCENARIOS=1 the expectation
 * is written anew, which is refused where CI is set: a golden changes in review only. The input must open with a comment
 * that says what it shows.
 */
export function runScenario(
  folder: string,
  run: (inputs: readonly AnalysisInput[]) => Analysis = analyze,
): ScenarioRun {
  const text = readFileSync(join(folder, 'input.yaml'), 'utf8');
  if (!text.startsWith('#')) {
    throw new Error(
      `${folder}/input.yaml must open with a comment that says what the scenario shows.`,
    );
  }
  const actual = renderText(run([{ text }]));
  const file = join(folder, 'expected.txt');
  if (process.env[UPDATE_VARIABLE]) {
    if (process.env.CI && process.env.CI !== 'false') {
      throw new Error(
        `${UPDATE_VARIABLE} is refused where CI is set: update scenarios on your own machine and review the change.`,
      );
    }
    writeFileSync(file, actual);
  }
  return {
    name: basename(folder),
    actual,
    expected: existsSync(file) ? readFileSync(file, 'utf8') : '',
  };
}
