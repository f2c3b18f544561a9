import type { Finding, Severity } from '@portolan/plugin-traffic-common';
import { refKeyAcrossClusters } from './describeRef';

/** What deserves attention first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** One cause, in all the clusters that have it at the same field of the same object. */
export interface FindingGroup {
  id: string;
  finding: Finding;
  clusters: readonly string[];
}

/** Brings together what is the same finding in several clusters, worst first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { code, severity, at, message } = finding;
    const key = [
      code,
      severity,
      refKeyAcrossClusters(at.object),
      at.path,
      message,
    ].join(' ');
    const group = groups.get(key);
    if (group) {
      group.push(finding);
    } else {
      groups.set(key, [finding]);
    }
  }
  return [...groups]
    .map(([id, members]) => ({
      id,
      finding: members[0],
      clusters: [...new Set(members.map(({ at }) => at.object.cluster))].sort(),
    }))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.finding.severity) -
          SEVERITIES.indexOf(b.finding.severity) || (a.id < b.id ? -1 : 1),
    );
}
