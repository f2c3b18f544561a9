import { labelKeysOf } from '../../match/renderSelector';
import { matchLabels } from '../../match/labels';
import { refTo } from '../../model/refs';
import { steppedIndex } from '../../snapshot/ClusterSnapshot';
import type { SourceProblem } from '../Source';
import { NETWORK_POLICY } from './kinds';
import { parsePolicy } from './parsePolicy';
import type { PolicyFact } from './PolicyFact';

/** A policy that selects a pod, or that may: its selector could not be read. */
export interface Selected {
  readonly policy: PolicyFact;
  readonly sure: boolean;
}

type Labels = Readonly<Record<string, string>>;

export interface PolicyIndex {
  readonly policies: readonly PolicyFact[];
  readonly problems: readonly SourceProblem[];
  /** The label keys of pods that any selector mentions. */
  readonly labelKeys: ReadonlySet<string>;
  /** The policies that select pods with these labels, in the order of refs. */
  selecting(namespace: string, labels: Labels): readonly Selected[];
}

const NONE_SELECTED: readonly Selected[] = [];

/** So many policies are read in one step: about two milliseconds. */
const POLICIES_PER_STEP = 100;

/** The NetworkPolicies of a cluster, read once and found by a label pair that their selector needs. */
export const policyIndex = steppedIndex<PolicyIndex>({
  name: 'network policies',
  reads: [NETWORK_POLICY],
  *buildInSteps(snapshot) {
    const parsed: ReturnType<typeof parsePolicy>[] = [];
    for (const object of snapshot.list(NETWORK_POLICY)) {
      parsed.push(parsePolicy(refTo(snapshot.cluster, object), object));
      if (parsed.length % POLICIES_PER_STEP === 0) {
        yield;
      }
    }
    const policies = parsed.map(({ policy }) => policy);
    const namespaces = new Set(policies.map(({ ref }) => ref.namespace));
    const buckets = new Map<string, { rank: number; policy: PolicyFact }[]>();
    policies.forEach((policy, rank) => {
      const key = bucketOf(policy);
      const bucket = buckets.get(key);
      if (bucket) {
        bucket.push({ rank, policy });
      } else {
        buckets.set(key, [{ rank, policy }]);
      }
    });
    return {
      policies,
      problems: parsed.flatMap(({ policy, problems }) =>
        problems.map(
          (problem): SourceProblem => ({
            severity: 'error',
            object: policy.ref,
            ...problem,
          }),
        ),
      ),
      labelKeys: new Set(policies.flatMap(mentionedKeys)),
      selecting: (namespace, labels) =>
        namespaces.has(namespace)
          ? [
              pairKey(namespace),
              ...Object.entries(labels).map(pair => pairKey(namespace, pair)),
            ]
              .flatMap(key => buckets.get(key) ?? [])
              .filter(({ policy: { podSelector } }) =>
                podSelector === 'unreadable'
                  ? true
                  : matchLabels(podSelector, labels),
              )
              .sort((a, b) => a.rank - b.rank)
              .map(({ policy }) => ({
                policy,
                sure: policy.podSelector !== 'unreadable',
              }))
          : NONE_SELECTED,
    };
  },
});

/** A pod that a policy selects has the policy's first label pair, so only pods with that pair need to ask about it. */
function bucketOf({ ref, podSelector }: PolicyFact): string {
  const [pair] =
    podSelector === 'unreadable'
      ? []
      : Object.entries(podSelector.matchLabels ?? {});
  return pairKey(ref.namespace, pair);
}

function pairKey(namespace: string, pair?: readonly [string, string]): string {
  return pair ? `${namespace}|${pair[0]}=${pair[1]}` : namespace;
}

function mentionedKeys(policy: PolicyFact): readonly string[] {
  const peers = [policy.ingress, policy.egress].flatMap(direction =>
    direction.rules.flatMap(rule => rule.peers),
  );
  return [
    ...(policy.podSelector === 'unreadable'
      ? []
      : labelKeysOf(policy.podSelector)),
    ...peers.flatMap(peer =>
      peer.kind === 'pods' ? labelKeysOf(peer.pods) : [],
    ),
  ];
}
