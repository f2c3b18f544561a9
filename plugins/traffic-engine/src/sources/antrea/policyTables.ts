import { clusterNodes } from '../../egress/clusterNodes';
import { namespaceLabels } from '../../egress/namespaceLabels';
import { notKnownIn } from '../../egress/ruleTables/notKnownIn';
import type { RuleTable } from '../../egress/ruleTables/RuleTable';
import { NAMESPACE, NODE } from '../../kinds/coreKinds';
import { compareRefs, refTo } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../Source';
import { antreaGroups } from './groups';
import {
  ANTREA_CLUSTER_NETWORK_POLICY,
  ANTREA_NETWORK_POLICY,
  SOURCE_ID,
  TIER,
} from './kinds';
import { parsePolicy, type AntreaPolicy } from './parsePolicy';
import { tierPlaces, type TierPlace } from './tiers';

const KINDS = [ANTREA_CLUSTER_NETWORK_POLICY, ANTREA_NETWORK_POLICY];

interface Placed {
  readonly policy: AntreaPolicy;
  readonly place: TierPlace;
}

export interface AntreaPolicies {
  /** In order of precedence. */
  readonly placed: readonly Placed[];
  readonly problems: readonly SourceProblem[];
}

const POLICIES_PER_STEP = 200;

export const antreaPolicies = steppedIndex<AntreaPolicies>({
  name: 'antrea policies',
  reads: [...KINDS, TIER, NAMESPACE, NODE, ...antreaGroups.reads],
  *buildInSteps(snapshot) {
    const placeOf = snapshot.index(tierPlaces);
    const labels = snapshot.index(namespaceLabels);
    const nodes = snapshot.index(clusterNodes);
    const groups = snapshot.index(antreaGroups);
    const problems: SourceProblem[] = [...groups.problems];
    const placed: Placed[] = [];
    for (const [position, object] of KINDS.flatMap(kind =>
      snapshot.list(kind),
    ).entries()) {
      if (position % POLICIES_PER_STEP === POLICIES_PER_STEP - 1) {
        yield;
      }
      const ref = refTo(snapshot.cluster, object);
      const report = (problem: { path: string; message: string }) =>
        problems.push({ severity: 'error', object: ref, ...problem });
      const policy = parsePolicy(ref, object, {
        labels,
        nodes,
        groups,
        report,
      });
      const place = placeOf(policy.tier);
      if (place) {
        placed.push({ policy, place });
      } else {
        report({
          path: 'spec.tier',
          message: `There is no tier "${policy.tier}", so Antrea does not take the policy.`,
        });
      }
    }
    return { placed: placed.sort(byPrecedence), problems };
  },
});

/** The policies of one side of NetworkPolicy: the tiers before it, or the baseline after it. */
export function antreaTable(
  snapshot: ClusterSnapshot,
  side: { readonly isBaseline: boolean; readonly order: number },
): RuleTable {
  const { placed } = snapshot.index(antreaPolicies);
  return {
    source: SOURCE_ID,
    layer: side.isBaseline ? 'antrea-baseline' : SOURCE_ID,
    chain: { id: 'kubernetes', order: side.order },
    policies: placed
      .filter(({ place }) => place.isBaseline === side.isBaseline)
      .map(({ policy }) => policy),
    labelKeys: new Set(placed.flatMap(({ policy }) => policy.labelKeys)),
    notKnownIn: notKnownIn(snapshot, [...KINDS, TIER]),
  };
}

/** By tier, then by the policy's own priority, then by name, which is not specified. */
function byPrecedence(a: Placed, b: Placed): number {
  return (
    a.place.priority - b.place.priority ||
    a.policy.priority - b.policy.priority ||
    compareRefs(a.policy.ref, b.policy.ref)
  );
}
