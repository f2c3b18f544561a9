import { namespaceLabels } from '../../egress/namespaceLabels';
import { NAMESPACE } from '../../kinds/coreKinds';
import { refTo } from '../../model/refs';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { compareText } from '../../snapshot/compareText';
import type { SourceProblem } from '../Source';
import { GLOBAL_NETWORK_POLICIES, NETWORK_POLICIES } from './kinds';
import { networkSets } from './networkSets';
import { parsePolicy, type CalicoPolicy } from './parsePolicy';
import { tierPlaces, type TierPlace } from './tiers';

export const POLICY_KINDS = [...NETWORK_POLICIES, ...GLOBAL_NETWORK_POLICIES];

/** A tier that has policies, with these in their order. */
export interface TierOfPolicies {
  readonly place: TierPlace;
  readonly policies: readonly CalicoPolicy[];
}

export interface CalicoPolicies {
  /** In the order in which they are asked. */
  readonly tiers: readonly TierOfPolicies[];
  readonly labelKeys: ReadonlySet<string>;
  readonly problems: readonly SourceProblem[];
}

/** The policies of Calico, each once whatever form it is there in. */
export const calicoPolicies: SnapshotIndex<CalicoPolicies> = {
  name: 'calico policies',
  reads: [
    ...POLICY_KINDS,
    ...tierPlaces.reads,
    ...networkSets.reads,
    NAMESPACE,
  ],
  build: snapshot => {
    const problems: SourceProblem[] = [];
    const labelKeys = new Set<string>();
    const placeOf = snapshot.index(tierPlaces);
    const shared = {
      labels: snapshot.index(namespaceLabels),
      sets: snapshot.index(networkSets),
      mention: (keys: readonly string[]) =>
        keys.forEach(key => labelKeys.add(key)),
    };
    const policies = new Map<string, CalicoPolicy>();
    for (const object of POLICY_KINDS.flatMap(kind => snapshot.list(kind))) {
      const ref = refTo(snapshot.cluster, object);
      const found: SourceProblem[] = [];
      const policy = parsePolicy(ref, object, {
        ...shared,
        namespace: ref.namespace === '' ? null : ref.namespace,
        report: problem =>
          found.push({ severity: 'error', object: ref, ...problem }),
      });
      if (!policy) {
        continue;
      }
      const key = `${ref.kind} ${nameOf(policy)}`;
      // The API's form comes first in the list of kinds.
      if (policies.has(key)) {
        continue;
      }
      policies.set(key, policy);
      if (placeOf(policy.tier).isAssumed) {
        found.push({
          severity: 'error',
          object: ref,
          path: 'spec.tier',
          message: `There is no tier "${policy.tier}", so where the policy stands is not known.`,
        });
      }
      problems.push(...found);
    }
    return {
      tiers: orderTiers([...policies.values()], placeOf),
      labelKeys,
      problems,
    };
  },
};

function orderTiers(
  policies: readonly CalicoPolicy[],
  placeOf: (name: string) => TierPlace,
): readonly TierOfPolicies[] {
  const names = [...new Set(policies.map(({ tier }) => tier))];
  return names
    .map(name => ({
      place: placeOf(name),
      policies: policies
        .filter(({ tier }) => tier === name)
        .sort(
          (a, b) =>
            compareOrder(a.order, b.order) ||
            compareText(nameOf(a), nameOf(b)) ||
            compareText(a.ref.kind, b.ref.kind),
        ),
    }))
    .sort(
      (a, b) =>
        compareOrder(a.place.order, b.place.order) ||
        compareText(a.place.name, b.place.name),
    );
}

/** Two without an order stand equal, which a difference of infinities does not say. */
function compareOrder(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** The name with that of the tier before it, as the custom resources have it, and the API may leave it out. */
function nameOf({ ref, tier, namespace }: CalicoPolicy): string {
  const name = ref.name.startsWith(`${tier}.`)
    ? ref.name
    : `${tier}.${ref.name}`;
  return namespace === null ? name : `${namespace}/${name}`;
}
