import type { AnalysisFinding } from '@portolan/plugin-traffic-common';

/** What changed between two analyses. */
export interface Comparison {
  readonly introduced: readonly AnalysisFinding[];
  readonly fixed: readonly AnalysisFinding[];
  readonly unchanged: readonly AnalysisFinding[];
}

/** Tells findings apart by code, object and parameters, so that a rule that moves within its object is no new finding. */
export function compareFindings(
  before: readonly AnalysisFinding[],
  after: readonly AnalysisFinding[],
): Comparison {
  const known = new Set(before.map(keyOf));
  const now = new Set(after.map(keyOf));
  return {
    introduced: after.filter(finding => !known.has(keyOf(finding))),
    fixed: before.filter(finding => !now.has(keyOf(finding))),
    unchanged: after.filter(finding => known.has(keyOf(finding))),
  };
}

function keyOf({ code, at, message }: AnalysisFinding): string {
  return JSON.stringify([code, at.object, message]);
}
