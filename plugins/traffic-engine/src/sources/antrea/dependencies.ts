import type { Destination } from '@portolan/plugin-traffic-common';
import { declaredPorts } from '../../egress/declaredPorts';
import { createPodGroups } from '../../egress/podGroups';
import type { DependencyDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { SOURCE_ID } from './kinds';
import type { PeerTarget } from './parsePeer';
import type { AntreaPolicy, AntreaRule } from './parsePolicy';
import { antreaPolicies } from './policyTables';

/** So many workloads are asked about in one step: some milliseconds with thousands of policies. */
const WORKLOADS_PER_STEP = 100;

/** Hosts that an allowing egress rule names are declared for the pods of its policy; ranges are only permitted. */
export const antreaDependencies = steppedIndex<readonly DependencyDraft[]>({
  name: 'antrea dependencies',
  reads: [...antreaPolicies.reads, ...workloadIndex.reads],
  buildInSteps: listDependencies,
});

function* listDependencies(
  snapshot: ClusterSnapshot,
): Generator<void, readonly DependencyDraft[]> {
  const { placed } = yield* snapshot.indexInSteps(antreaPolicies);
  const policies = placed
    .map(({ policy }) => policy)
    .filter(({ rules }) => rules.egress.some(names));
  if (policies.length === 0) {
    return [];
  }
  yield;
  const podGroups = createPodGroups(
    new Set(policies.flatMap(({ labelKeys }) => labelKeys)),
  );
  const near = new Map<string, readonly AntreaPolicy[]>();
  const policiesOf = (namespace: string) => {
    let found = near.get(namespace);
    if (!found) {
      found = policies.filter(
        policy => policy.namespace === null || policy.namespace === namespace,
      );
      near.set(namespace, found);
    }
    return found;
  };
  const drafts: DependencyDraft[] = [];
  for (const [position, workload] of snapshot
    .index(workloadIndex)
    .all.entries()) {
    if (position % WORKLOADS_PER_STEP === WORKLOADS_PER_STEP - 1) {
      yield;
    }
    const groups = podGroups(workload);
    for (const policy of policiesOf(workload.ref.namespace)) {
      if (groups.some(({ end }) => policy.selects(end) === 'yes')) {
        for (const rule of policy.rules.egress.filter(names)) {
          drafts.push(...toDrafts(workload, policy, rule));
        }
      }
    }
  }
  return drafts;
}

function names({ action, named }: AntreaRule): boolean {
  return action === 'allow' && named.some(({ target }) => target);
}

function toDrafts(
  workload: WorkloadFact,
  { ref }: AntreaPolicy,
  { named, ports }: AntreaRule,
): readonly DependencyDraft[] {
  return named.flatMap(({ target, path }) =>
    target
      ? declaredPorts(ports).map((port): DependencyDraft => {
          const isHost = target.kind === 'host';
          return {
            cluster: workload.ref.cluster,
            workload: workload.ref,
            destination: destinationOf(target),
            ...port,
            evidence: [
              {
                rung: isHost ? 'declared-workload' : 'permitted',
                source: SOURCE_ID,
                provenance: at(SOURCE_ID, ref)(path),
              },
            ],
            declared: { answer: isHost ? 'yes' : 'no' },
          };
        })
      : [],
  );
}

function destinationOf(target: PeerTarget): Destination {
  return target.kind === 'host'
    ? target
    : { kind: 'cidr', cidr: target.cidr, except: [...target.except] };
}
