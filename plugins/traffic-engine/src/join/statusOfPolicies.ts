import type {
  Entry,
  Policy,
  PolicyStatus,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { statusAt } from '../conditions/policyAncestors';
import { refKey } from '../model/refs';

/** Puts beside what is set for a route what becomes of the policy objects that set it, at its door. */
export type PolicyStatuses = (
  policies: readonly RoutePolicy[],
  entry: Entry | null,
) => readonly RoutePolicy[];

/** Looked up by the object, once per door; routes of other doors, and lines that no policy sets, stay as they are. */
export function statusesOfPolicies(
  policies: readonly Policy[],
): PolicyStatuses {
  const byObject = new Map(
    policies
      .filter(({ ancestors }) => ancestors.length > 0)
      .map(policy => [refKey(policy.object), policy]),
  );
  if (byObject.size === 0) {
    return lines => lines;
  }
  const known = new WeakMap<
    Extract<Entry, { kind: 'listener' }>,
    Map<Policy, PolicyStatus | undefined>
  >();
  return (lines, entry) => {
    if (entry?.kind !== 'listener') {
      return lines;
    }
    const atDoor =
      known.get(entry) ?? new Map<Policy, PolicyStatus | undefined>();
    known.set(entry, atDoor);
    return lines.map(line => {
      const policy = byObject.get(refKey(line.setBy.object));
      if (!policy) {
        return line;
      }
      if (!atDoor.has(policy)) {
        atDoor.set(policy, statusAt(policy.ancestors, entry));
      }
      const status = atDoor.get(policy);
      if (!status) {
        return line;
      }
      return line.state === 'in-force' && isRefused(status)
        ? { ...line, state: 'not-accepted', status }
        : { ...line, status };
    });
  };
}

/** Refused by its controller’s word or, before it has said anything, by what is predicted; of two on one target one is in force. */
function isRefused({ predicted, reported }: PolicyStatus): boolean {
  const said = reported.state === 'reported' ? reported.conditions : predicted;
  return said.some(
    ({ type, status, reason }) =>
      type === 'Accepted' && status === 'False' && reason !== 'Conflicted',
  );
}
