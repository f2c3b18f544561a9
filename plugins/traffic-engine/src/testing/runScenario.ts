import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Analysis } from '@portolan/plugin-traffic-common';
import { analyze } from '../analyze/analyze';
import type { AnalysisInput } from '../analyze/AnalysisInput';
import { renderText } from '../analyze/renderText';
import { keepFile } from './keepFile';

/** The outcome of one scenario folder: what came out, and what `expected.txt` says. */
export interface ScenarioRun {
  readonly name: string;
  readonly actual: string;
  readonly expected: string;
}

/**
 * Resolves `input.yaml` of a scenario folder and reads its `expected.txt`, which PORTOLAN_UPDATE_SCENARIOS=1 writes anew.
 * The input must open with a comment that says what it shows.
 */
export function runScenario(
  folder: string,
  run: (inputs: readonly AnalysisInput[]) => Analysis = analyze,
): ScenarioRun {
  const text = readScenarioInput(folder);
  const actual = renderText(run([{ text }]));
  return {
    name: basename(folder),
    actual,
    expected: keepFile(join(folder, 'expected.txt'), actual),
  };
}

/** The text of a scenario's input; throws when it does not say what it shows. */
export function readScenarioInput(folder: string): string {
  const text = readFileSync(join(folder, 'input.yaml'), 'utf8');
  if (!text.startsWith('#')) {
    throw new Error(
      `${folder}/input.yaml must open with a comment that says what the scenario shows.`,
    );
  }
  return text;
}
