import { namespaceLabels } from '../../egress/namespaceLabels';
import { createPodGroups } from '../../egress/podGroups';
import { NAMESPACE, SERVICE } from '../../kinds/coreKinds';
import { parseAddress, type AddressRange } from '../../match/cidr';
import { at, refOf } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';
import { matchPodPeer } from '../../sources/network-policy/matchPeer';
import type {
  PeerFact,
  PolicyFact,
} from '../../sources/network-policy/PolicyFact';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import { serviceIndex } from '../../topology/serviceIndex';
import type { Check, FindingDraft } from '../Check';

/** An egress rule names the address of a Service, which is gone from the packet before most network plugins look. */
export const ipBlockIsService: Check = {
  id: 'ip-block-is-service',
  code: 'TRF407',
  severity: 'warning',
  title: 'Egress to the address of a Service',
  message:
    'NetworkPolicy {{policy}} opens {{cidr}}, the address of Service {{service}}: network plugins see the addresses of its pods, and most do not let that through.',
  fix: 'Select the pods behind {{service}} by podSelector and namespaceSelector, at the port that they listen at, instead of {{cidr}}.',
  reads: [NETWORK_POLICY, NAMESPACE, ...serviceIndex.reads],
  run: ({ snapshots }) => snapshots.flatMap(findServiceBlocks),
};

function findServiceBlocks(snapshot: ClusterSnapshot): readonly FindingDraft[] {
  const policies = snapshot
    .index(policyIndex)
    .policies.filter(({ egress }) => egress.isolates === 'yes');
  const byAddress = policies.length > 0 ? servicesByAddress(snapshot) : null;
  return policies.flatMap(policy =>
    policy.egress.rules.flatMap(({ peers }) =>
      peers.flatMap(peer => {
        const service = serviceAt(peer, byAddress);
        return service &&
          peer.kind === 'addresses' &&
          !opensPods(policy, service, snapshot)
          ? [
              {
                at: at(
                  'network-policy',
                  policy.ref,
                )(`${peer.path}.ipBlock.cidr`),
                params: {
                  policy: `${policy.ref.namespace}/${policy.ref.name}`,
                  cidr: peer.cidr,
                  service: `${service.namespace}/${service.name}`,
                },
                related: [
                  refOf(
                    snapshot.cluster,
                    SERVICE,
                    service.namespace,
                    service.name,
                  ),
                ],
                entities: [],
              },
            ]
          : [];
      }),
    ),
  );
}

/** Services that lead to pods, by each of their addresses. */
function servicesByAddress(
  snapshot: ClusterSnapshot,
): ReadonlyMap<string, ServiceFact> {
  return new Map(
    snapshot
      .list(SERVICE)
      .map(serviceFact)
      .filter(({ selector }) => selector !== null)
      .flatMap(service =>
        service.clusterIPs.flatMap(ip => {
          const address = parseAddress(ip);
          return address ? [[keyOf(address), service] as const] : [];
        }),
      ),
  );
}

function keyOf({ version, first }: AddressRange): string {
  return `${version} ${first}`;
}

/** The Service of which a peer names just the address. */
function serviceAt(
  peer: PeerFact,
  services: ReadonlyMap<string, ServiceFact> | null,
): ServiceFact | undefined {
  if (peer.kind !== 'addresses' || peer.ranges.length !== 1) {
    return undefined;
  }
  const [range] = peer.ranges;
  return range.first === range.last ? services?.get(keyOf(range)) : undefined;
}

/** Whether the policy opens the pods behind the Service, too: then the address does no harm. */
function opensPods(
  { egress, ref }: PolicyFact,
  { namespace, name }: ServiceFact,
  snapshot: ClusterSnapshot,
): boolean {
  const podGroups = createPodGroups(new Set());
  const pods = snapshot
    .index(serviceIndex)
    .workloadsOf(namespace, name)
    .flatMap(workload => podGroups(workload));
  const namespaces = snapshot.index(namespaceLabels);
  return egress.rules.some(
    ({ peers }) =>
      peers.length === 0 ||
      peers.some(
        peer =>
          peer.kind === 'pods' &&
          pods.some(
            ({ end }) =>
              matchPodPeer(peer, end, {
                namespace: ref.namespace,
                namespaces,
              }) !== 'no',
          ),
      ),
  );
}
