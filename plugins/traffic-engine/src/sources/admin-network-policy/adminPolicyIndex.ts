import type { KindStatus } from '@portolan/plugin-traffic-common';
import type { KindRef } from '../../kinds/KindRef';
import { labelKeysOf } from '../../match/renderSelector';
import { refTo } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../Source';
import type { AdminPolicyFact, Tier } from './AdminPolicyFact';
import {
  ADMIN_NETWORK_POLICY,
  BASELINE_ADMIN_NETWORK_POLICY,
  CLUSTER_NETWORK_POLICY,
} from './kinds';
import {
  ADMIN_SHAPE,
  BASELINE_SHAPE,
  CLUSTER_SHAPE,
  parseAdminPolicy,
  type PolicyShape,
} from './parseAdminPolicy';

interface PolicyKind {
  readonly kind: KindRef;
  readonly shape: PolicyShape;
  /** The tiers that policies of the kind may stand in. */
  readonly tiers: readonly Tier[];
}

const POLICY_KINDS: readonly PolicyKind[] = [
  {
    kind: CLUSTER_NETWORK_POLICY,
    shape: CLUSTER_SHAPE,
    tiers: ['admin', 'baseline'],
  },
  { kind: ADMIN_NETWORK_POLICY, shape: ADMIN_SHAPE, tiers: ['admin'] },
  {
    kind: BASELINE_ADMIN_NETWORK_POLICY,
    shape: BASELINE_SHAPE,
    tiers: ['baseline'],
  },
];

export interface TierPolicies {
  /** Policies of equal priority together, highest precedence first. */
  readonly groups: readonly (readonly AdminPolicyFact[])[];
  readonly labelKeys: ReadonlySet<string>;
  /** Why policies of the tier may be there that we do not see. */
  readonly notKnown: KindStatus | null;
}

export interface AdminPolicyIndex {
  readonly tiers: Readonly<Record<Tier, TierPolicies>>;
  readonly problems: readonly SourceProblem[];
}

/** The policies of a cluster's administrators, by tier and in order of precedence. */
export const adminPolicyIndex: SnapshotIndex<AdminPolicyIndex> = {
  name: 'admin network policies',
  reads: POLICY_KINDS.map(({ kind }) => kind),
  build: snapshot => {
    const parsed = POLICY_KINDS.flatMap(({ kind, shape }) =>
      snapshot
        .list(kind)
        .map(object =>
          parseAdminPolicy(refTo(snapshot.cluster, object), object, shape),
        ),
    );
    const policies = parsed.flatMap(result => result.policies);
    return {
      tiers: {
        admin: tierOf('admin', policies, snapshot),
        baseline: tierOf('baseline', policies, snapshot),
      },
      problems: parsed.flatMap(({ policies: [{ ref }], problems }) =>
        problems.map(
          (problem): SourceProblem => ({
            severity: 'error',
            object: ref,
            ...problem,
          }),
        ),
      ),
    };
  },
};

function tierOf(
  tier: Tier,
  all: readonly AdminPolicyFact[],
  snapshot: ClusterSnapshot,
): TierPolicies {
  const policies = all.filter(policy => policy.tier === tier);
  // A policy whose priority could not be read may come before any other: it stands first, and its rules decide nothing.
  const priorities = [
    ...new Set(policies.map(policy => policy.priority ?? -1)),
  ];
  return {
    groups: priorities
      .sort((a, b) => a - b)
      .map(priority =>
        policies.filter(policy => (policy.priority ?? -1) === priority),
      ),
    labelKeys: new Set(policies.flatMap(mentionedKeys)),
    notKnown: notKnownOf(tier, snapshot),
  };
}

function notKnownOf(tier: Tier, snapshot: ClusterSnapshot): KindStatus | null {
  const statuses = POLICY_KINDS.filter(({ tiers }) => tiers.includes(tier)).map(
    ({ kind }) => snapshot.statusOf(kind),
  );
  return (
    statuses.find(({ state }) => state === 'denied' || state === 'pending') ??
    null
  );
}

function mentionedKeys({
  subject,
  ingress,
  egress,
}: AdminPolicyFact): readonly string[] {
  const peers = [...ingress, ...egress].flatMap(rule => rule.peers);
  return [
    ...(subject === 'unreadable' ? [] : labelKeysOf(subject.pods)),
    ...peers.flatMap(peer =>
      peer.kind === 'pods' ? labelKeysOf(peer.choice.pods) : [],
    ),
  ];
}
