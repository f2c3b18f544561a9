import type { Finding, Route } from '@portolan/plugin-traffic-common';
import type { TrafficModel } from '../model/TrafficModel';
import { refKey } from '../model/refs';

/** What differs between two models: routes by id, findings by (code, at). */
export interface ModelDifference {
  readonly routes: {
    created: Route[];
    changed: Route[];
    removed: Route[];
  };
  readonly findings: {
    introduced: Finding[];
    fixed: Finding[];
    unchanged: number;
  };
}

export function compareModels(
  before: TrafficModel,
  after: TrafficModel,
): ModelDifference {
  const routes = differ(before.routes, after.routes, route => route.id);
  const findings = differ(before.findings, after.findings, findingKey);
  return {
    routes: {
      created: routes.added,
      changed: routes.kept
        .filter(([old, now]) => !isSame(old, now))
        .map(([, now]) => now),
      removed: routes.removed,
    },
    findings: {
      introduced: findings.added,
      fixed: findings.removed,
      unchanged: findings.kept.length,
    },
  };
}

function findingKey(finding: Finding): string {
  return [finding.code, refKey(finding.at.object), finding.at.path].join('|');
}

function differ<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): { added: T[]; removed: T[]; kept: [T, T][] } {
  const old = new Map(before.map(item => [keyOf(item), item]));
  const now = new Map(after.map(item => [keyOf(item), item]));
  return {
    added: after.filter(item => !old.has(keyOf(item))),
    removed: before.filter(item => !now.has(keyOf(item))),
    kept: before.flatMap((item): [T, T][] => {
      const later = now.get(keyOf(item));
      return later ? [[item, later]] : [];
    }),
  };
}

/** Whether two values of the wire are equal; ends at the first difference, and makes no text of thousands of routes. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  }
  if (!isRecord(a) || !isRecord(b)) {
    return false;
  }
  const fields = Object.keys(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every(field => field in b && isSame(a[field], b[field]))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
