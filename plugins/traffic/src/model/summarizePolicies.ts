import type {
  PolicyAspect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { worstOf } from './worst';

type PolicyState = RoutePolicy['state'];

/** The state that stands for an aspect: what is in force counts before what is not. */
const STATES: readonly PolicyState[] = [
  'in-force',
  'unknown',
  'not-interpreted',
  'not-accepted',
  'overridden',
];

export interface AspectSummary {
  aspect: PolicyAspect;
  state: PolicyState;
  /** In the API's own words, each once. */
  summaries: readonly string[];
}

/** The policies of a route by what they are about, in the order of the answer. */
export function summarizePolicies(
  policies: readonly RoutePolicy[],
): AspectSummary[] {
  const byAspect = new Map<PolicyAspect, RoutePolicy[]>();
  for (const policy of policies) {
    const same = byAspect.get(policy.aspect);
    if (same) {
      same.push(policy);
    } else {
      byAspect.set(policy.aspect, [policy]);
    }
  }
  return [...byAspect].map(([aspect, members]) => ({
    aspect,
    state: worstOf(
      members.map(({ state }) => state),
      STATES,
    ),
    summaries: [...new Set(members.map(({ summary }) => summary))],
  }));
}
