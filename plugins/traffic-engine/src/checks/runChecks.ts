import type { Finding } from '@portolan/plugin-traffic-common';
import { compareRefs, refKey } from '../model/refs';
import { compareText } from '../snapshot/compareText';
import { toFinding, type Check, type CheckContext } from './Check';

/** The findings of all checks, unique by (code, at) and in a total order. */
export function runChecks(
  checks: readonly Check[],
  context: CheckContext,
): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const check of checks) {
    for (const draft of check.run(context)) {
      const key = [check.code, refKey(draft.at.object), draft.at.path].join(
        '|',
      );
      if (!findings.has(key)) {
        findings.set(key, toFinding(check, draft));
      }
    }
  }
  return [...findings.values()].sort(compareFindings);
}

/** By code, then by place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.code, b.code) ||
    compareRefs(a.at.object, b.at.object) ||
    compareText(a.at.path, b.at.path)
  );
}
