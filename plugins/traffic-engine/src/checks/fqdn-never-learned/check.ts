import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import type { CiliumFact, CiliumRule } from '../../sources/cilium/CiliumFact';
import {
  CILIUM_CLUSTERWIDE_NETWORK_POLICY,
  CILIUM_NETWORK_POLICY,
} from '../../sources/cilium/kinds';
import {
  ciliumPolicies,
  selectsByFact,
} from '../../sources/cilium/policyTable';
import { NAMESPACE } from '../../kinds/coreKinds';
import { createPodGroups } from '../../egress/podGroups';
import { labelKeysOf } from '../../match/renderSelector';
import { workloadIndex } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';
import { createEntitiesOfWorkloads } from '../claimsOf';
import { nameOf } from '../dependencyWords';
import { isWholeClusterSeen } from '../meshFacts';

const KINDS = [CILIUM_NETWORK_POLICY, CILIUM_CLUSTERWIDE_NETWORK_POLICY];

/** A Cilium policy allows names, and no rule lets the agent see the answers from which it learns their addresses. */
export const fqdnNeverLearned: Check = {
  id: 'fqdn-never-learned',
  code: 'TRF406',
  severity: 'warning',
  title: 'Names that Cilium never learns',
  message:
    '{{policy}} lets {{workloads}} go to {{names}}, and no Cilium policy for them has a DNS rule (toPorts.rules.dns), so the addresses are not learned from what they ask.',
  fix: 'Add to the policies of {{workloads}} an egress rule to the cluster’s DNS, port 53, with rules.dns that covers {{names}}.',
  reads: [...KINDS, NAMESPACE, ...workloadIndex.reads],
  run: ({ snapshots, model }) => {
    const entitiesOf = createEntitiesOfWorkloads(model);
    return snapshots
      .filter(snapshot => isWholeClusterSeen(snapshot, KINDS))
      .flatMap(snapshot =>
        findUnlearned(snapshot).map(({ workloads, draft }) => ({
          ...draft,
          entities: entitiesOf(workloads),
        })),
      );
  },
};

function findUnlearned(
  snapshot: ClusterSnapshot,
): readonly { workloads: readonly ObjectRef[]; draft: FindingDraft }[] {
  const { facts } = snapshot.index(ciliumPolicies);
  const naming = facts.filter(fact => fact.egress.some(isNaming));
  if (naming.length === 0) {
    return [];
  }
  const selects = selectsByFact(snapshot);
  const podGroups = createPodGroups(
    new Set(
      facts.flatMap(({ choice }) =>
        choice === 'unreadable' ? [] : labelKeysOf(choice.pods),
      ),
    ),
  );
  const asking = facts.filter(fact =>
    fact.egress.some(({ asksNames }) => asksNames),
  );
  // Where nothing is closed, what is not learned is open all the same.
  const closing = facts.filter(({ closesEgress }) => closesEgress);
  const nearOf = createNear({ asking, closing, naming });
  const hits = snapshot.index(workloadIndex).all.flatMap(workload => {
    const near = nearOf(workload.ref.namespace);
    return podGroups(workload)
      .filter(({ end }) => !end.hostNetwork)
      .flatMap(({ end }) =>
        near.asking.some(fact => selects(fact, end) !== 'no') ||
        !near.closing.some(fact => selects(fact, end) === 'yes')
          ? []
          : near.naming
              .filter(fact => selects(fact, end) === 'yes')
              .map(fact => ({ fact, workload: workload.ref })),
      );
  });
  return [...groupBy(hits, ({ fact }) => fact).values()].map(cause => {
    const [{ fact }] = cause;
    const workloads = cause.map(({ workload }) => workload);
    const rules = fact.egress.filter(isNaming);
    return {
      workloads,
      draft: {
        at: at('cilium', fact.ref)(`${rules[0].path}.toFQDNs`),
        params: {
          policy: nameOf(fact.ref),
          workloads: [...new Set(workloads.map(nameOf))].sort().join(', '),
          names: namesOf(fact).join(', '),
        },
        entities: [],
      },
    };
  });
}

interface Candidates {
  readonly asking: readonly CiliumFact[];
  readonly closing: readonly CiliumFact[];
  readonly naming: readonly CiliumFact[];
}

/** The policies that may select pods of a namespace: those of others never do. */
function createNear(all: Candidates): (namespace: string) => Candidates {
  const known = new Map<string, Candidates>();
  return namespace => {
    const isNear = ({ choice }: CiliumFact) =>
      choice === 'unreadable' ||
      choice.namespace === null ||
      choice.namespace === namespace;
    const near = known.get(namespace) ?? {
      asking: all.asking.filter(isNear),
      closing: all.closing.filter(isNear),
      naming: all.naming.filter(isNear),
    };
    known.set(namespace, near);
    return near;
  };
}

function isNaming({ action, peers }: CiliumRule): boolean {
  return (
    action === 'allow' && (peers ?? []).some(({ kind }) => kind === 'fqdn')
  );
}

function namesOf({ egress }: CiliumFact): readonly string[] {
  return [
    ...new Set(
      egress
        .filter(isNaming)
        .flatMap(({ peers }) =>
          (peers ?? []).flatMap(peer =>
            peer.kind === 'fqdn' ? [peer.name] : [],
          ),
        ),
    ),
  ].sort();
}
