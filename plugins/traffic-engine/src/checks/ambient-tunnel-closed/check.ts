import { namespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { ambientTunnels, TUNNEL_PORT } from '../../istio/ambientTunnel';
import { membershipOfWorkload } from '../../istio/meshMembership';
import { matchPorts } from '../../match/port';
import { refKey } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { compareText } from '../../snapshot/compareText';
import { matchPodPeer } from '../../sources/network-policy/matchPeer';
import type {
  PolicyFact,
  RuleFact,
} from '../../sources/network-policy/PolicyFact';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import { workloadIndex, type WorkloadFact } from '../../topology/workloadIndex';
import type { Check, FindingDraft } from '../Check';

/** A NetworkPolicy opens ports of ambient pods to others of the mesh, which come at the mesh's own port instead. */
export const ambientTunnelClosed: Check = {
  id: 'ambient-tunnel-closed',
  code: 'TRF441',
  severity: 'warning',
  title: 'NetworkPolicy closes the port of the ambient mesh',
  message:
    'NetworkPolicy {{policy}} opens ports of {{workloads}} to others of the ambient mesh, such as {{caller}}, and not port 15008, at which the mesh connects: what they call is denied.',
  fix: 'Add TCP port 15008 to {{path}} of NetworkPolicy {{policy}}, and say with an AuthorizationPolicy which ports may be called.',
  reads: [...policyIndex.reads, ...ambientTunnels.reads],
  run: ({ snapshots }) => snapshots.flatMap(findClosed),
};

/** One rule that lets callers of the mesh in, and not their tunnel. */
interface Closed {
  readonly policy: PolicyFact;
  readonly rule: RuleFact;
  readonly caller: WorkloadFact;
}

function findClosed(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  if (snapshot.index(ambientTunnels).length === 0) {
    return [];
  }
  const policies = snapshot.index(policyIndex);
  const namespaces = snapshot.index(namespaceLabels);
  const ambient = snapshot
    .index(workloadIndex)
    .all.filter(
      workload => membershipOfWorkload(workload, namespaces) === 'ambient',
    )
    .map(workload => ({ workload, end: endOf(workload) }));
  // Two of each rule: a workload that is one of them is called by the other.
  const callers = new Map<RuleFact, readonly WorkloadFact[]>();
  const callersOf = ({ ref }: PolicyFact, rule: RuleFact) => {
    const known =
      callers.get(rule) ??
      firstTwo(
        ambient,
        ({ end }) =>
          rule.peers.length === 0 ||
          rule.peers.some(
            peer =>
              peer.kind === 'pods' &&
              matchPodPeer(peer, end, {
                namespace: ref.namespace,
                namespaces,
              }) === 'yes',
          ),
      ).map(({ workload }) => workload);
    callers.set(rule, known);
    return known;
  };
  const told = new Map<string, Closed & { workloads: WorkloadFact[] }>();
  for (const { workload } of ambient) {
    const closed = closedAt(
      policies
        .selecting(workload.ref.namespace, workload.podLabels)
        .filter(({ policy }) => policy.ingress.isolates !== 'no'),
      (policy, rule) =>
        callersOf(policy, rule).find(caller => caller !== workload),
    );
    if (closed) {
      const key = `${refKey(closed.policy.ref)} ${closed.rule.path}`;
      const known = told.get(key) ?? { ...closed, workloads: [] };
      told.set(key, known);
      known.workloads.push(workload);
    }
  }
  return [...told.values()].map(toFinding);
}

function firstTwo<T>(
  items: readonly T[],
  fits: (item: T) => boolean,
): readonly T[] {
  const first = items.findIndex(fits);
  if (first < 0) {
    return [];
  }
  const second = items.findIndex(
    (item, position) => position > first && fits(item),
  );
  return second < 0 ? [items[first]] : [items[first], items[second]];
}

/** The first rule that lets callers of the mesh in at some ports; undefined where any rule opens the tunnel, or may. */
function closedAt(
  selected: readonly { policy: PolicyFact; sure: boolean }[],
  callerOf: (policy: PolicyFact, rule: RuleFact) => WorkloadFact | undefined,
): Closed | undefined {
  const isDoubtful = selected.some(
    ({ policy, sure }) => !sure || policy.ingress.isolates !== 'yes',
  );
  const rules = selected.flatMap(({ policy }) =>
    policy.ingress.rules.map(rule => ({ policy, rule })),
  );
  const question = {
    from: TUNNEL_PORT,
    to: TUNNEL_PORT,
    protocol: 'TCP',
    namedPorts: null,
  };
  if (
    isDoubtful ||
    rules.some(
      ({ rule }) =>
        !['no', 'depends-on-named-port'].includes(
          matchPorts(rule.ports, question),
        ),
    )
  ) {
    return undefined;
  }
  for (const { policy, rule } of rules) {
    const opensTcp = rule.ports.some(
      port => port !== 'unreadable' && port.protocol === 'TCP',
    );
    const caller = opensTcp ? callerOf(policy, rule) : undefined;
    if (caller) {
      return { policy, rule, caller };
    }
  }
  return undefined;
}

function toFinding({
  policy,
  rule,
  caller,
  workloads,
}: Closed & { workloads: readonly WorkloadFact[] }): FindingDraft {
  const path = `${rule.path}.ports`;
  return {
    at: { source: 'network-policy', object: policy.ref, path },
    params: {
      policy: `${policy.ref.namespace}/${policy.ref.name}`,
      path,
      caller: nameOf(caller),
      workloads: workloads.map(nameOf).sort(compareText).join(', '),
    },
    related: [caller.ref],
    entities: [],
  };
}

function nameOf({ ref }: WorkloadFact): string {
  return `${ref.kind} ${ref.namespace}/${ref.name}`;
}

/** A workload as peers of policies see it. */
function endOf({
  ref,
  podLabels,
  hostNetwork,
  namedPorts,
}: WorkloadFact): PodEnd {
  return {
    kind: 'pod',
    namespace: ref.namespace,
    labels: podLabels,
    ips: [],
    hostNetwork,
    namedPorts,
  };
}
