import type { Destination } from '@portolan/plugin-traffic-common';
import { declaredPorts } from '../../egress/declaredPorts';
import { createPodGroups } from '../../egress/podGroups';
import type { DependencyDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { SOURCE_ID } from './kinds';
import type { PeerTarget } from './parsePeer';
import type { AntreaPolicy, AntreaRule } from './parsePolicy';
import { antreaPolicies } from './policyTables';

/** Hosts that an allowing egress rule names are declared for the pods of its policy; ranges are only permitted. */
export function listDependencies(
  snapshot: ClusterSnapshot,
): readonly DependencyDraft[] {
  const policies = snapshot
    .index(antreaPolicies)
    .placed.map(({ policy }) => policy)
    .filter(({ rules }) => rules.egress.some(names));
  if (policies.length === 0) {
    return [];
  }
  const podGroups = createPodGroups(
    new Set(policies.flatMap(({ labelKeys }) => labelKeys)),
  );
  return snapshot.index(workloadIndex).all.flatMap(workload => {
    const groups = podGroups(workload);
    return policies
      .filter(({ selects }) => groups.some(({ end }) => selects(end) === 'yes'))
      .flatMap(policy =>
        policy.rules.egress
          .filter(names)
          .flatMap(rule => toDrafts(workload, policy, rule)),
      );
  });
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
