import type { Destination } from '@portolan/plugin-traffic-common';
import { declaredPorts } from '../../egress/declaredPorts';
import { createPodGroups } from '../../egress/podGroups';
import { parseAddress, parseCidr } from '../../match/cidr';
import type { DependencyDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import { SOURCE_ID } from './kinds';
import type { CalicoPolicy, CalicoRule } from './parsePolicy';
import { calicoPolicies } from './policies';

/** Domains that an allowing egress rule names are declared for the pods of its policy; ranges are only permitted. */
export function listDependencies(
  snapshot: ClusterSnapshot,
): readonly DependencyDraft[] {
  const { tiers, labelKeys } = snapshot.index(calicoPolicies);
  const policies = tiers
    .flatMap(tier => tier.policies)
    .filter(({ covers, rules }) => covers.egress && rules.egress.some(names));
  if (policies.length === 0) {
    return [];
  }
  const podGroups = createPodGroups(labelKeys);
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

function names({ action, domains, nets }: CalicoRule): boolean {
  return action === 'Allow' && (domains.length > 0 || nets.length > 0);
}

function toDrafts(
  workload: WorkloadFact,
  { ref }: CalicoPolicy,
  { path, domains, nets, ports }: CalicoRule,
): readonly DependencyDraft[] {
  const named: readonly { destination: Destination; path: string }[] = [
    ...domains.map((domain, index) => ({
      destination: {
        kind: 'host' as const,
        host: domain.toLowerCase().replace(/\.$/, ''),
      },
      path: `${path}.destination.domains[${index}]`,
    })),
    ...nets.flatMap((net, index) => {
      const cidr = cidrOf(net);
      return cidr === undefined
        ? []
        : {
            destination: { kind: 'cidr' as const, cidr, except: [] },
            path: `${path}.destination.nets[${index}]`,
          };
    }),
  ];
  return named.flatMap(({ destination, path: where }) =>
    declaredPorts(ports).map((port): DependencyDraft => {
      const isHost = destination.kind === 'host';
      return {
        cluster: workload.ref.cluster,
        workload: workload.ref,
        destination,
        ...port,
        evidence: [
          {
            rung: isHost ? 'declared-workload' : 'permitted',
            source: SOURCE_ID,
            provenance: at(SOURCE_ID, ref)(where),
          },
        ],
        declared: { answer: isHost ? 'yes' : 'no' },
      };
    }),
  );
}

/** A net may be a single address. */
function cidrOf(net: string): string | undefined {
  if (parseCidr(net)) {
    return net;
  }
  const address = parseAddress(net);
  return address && `${net}/${address.version === 4 ? 32 : 128}`;
}
