import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import type { PodEnd } from '../../egress/podGroups';
import type { PortRule } from '../../match/port';
import type { DirectionFact, PolicyFact } from './PolicyFact';
import type { PolicyIndex, Selected } from './policyIndex';

type Direction = LayerVerdict['direction'];

/** A policy that isolates the subject in the asked direction; not sure when its selector or types could not be read. */
export interface Isolation {
  readonly policy: PolicyFact;
  readonly direction: DirectionFact;
  readonly sure: boolean;
}

/** What isolates a pod in one direction; pods of the same policies have the same. */
export interface Isolations {
  readonly all: readonly Isolation[];
  readonly portRules: readonly PortRule[];
}

const NOT_ISOLATED: Isolations = { all: [], portRules: [] };

/** A pod is asked about many times, as the same object each time (see `createPodGroups`). */
export function rememberIsolations(policies: PolicyIndex) {
  const remembered = {
    egress: new WeakMap<object, Isolations>(),
    ingress: new WeakMap<object, Isolations>(),
  };
  const ranks = new Map(
    policies.policies.map((policy, rank) => [policy, rank]),
  );
  const byPolicies = new Map<string, Isolations>();
  const toRemember = (direction: Direction, subject: PodEnd): Isolations => {
    const selected = policies
      .selecting(subject.namespace, subject.labels)
      .filter(({ policy }) => policy[direction].isolates !== 'no');
    if (selected.length === 0) {
      return NOT_ISOLATED;
    }
    const key = `${direction} ${selected
      .map(({ policy }) => ranks.get(policy))
      .join(' ')}`;
    const isolations = byPolicies.get(key) ?? toIsolations(direction, selected);
    byPolicies.set(key, isolations);
    return isolations;
  };
  return (direction: Direction, subject: PodEnd): Isolations => {
    let isolations = remembered[direction].get(subject);
    if (!isolations) {
      isolations = toRemember(direction, subject);
      remembered[direction].set(subject, isolations);
    }
    return isolations;
  };
}

function toIsolations(
  direction: Direction,
  selected: readonly Selected[],
): Isolations {
  const all = selected.map(({ policy, sure }) => ({
    policy,
    direction: policy[direction],
    sure: sure && policy[direction].isolates === 'yes',
  }));
  return {
    all,
    portRules: all.flatMap(isolation =>
      isolation.direction.rules.flatMap(rule =>
        rule.ports.flatMap(port => (port === 'unreadable' ? [] : port)),
      ),
    ),
  };
}
