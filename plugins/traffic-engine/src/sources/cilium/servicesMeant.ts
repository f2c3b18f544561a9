import type { KindStatus } from '@portolan/plugin-traffic-common';
import { ENDPOINT_SLICE, SERVICE } from '../../kinds/coreKinds';
import { parseAddress, type AddressRange } from '../../match/cidr';
import { matchLabels } from '../../match/labels';
import { anyMatch, type Match } from '../../match/Match';
import { matchOutsideRanges } from '../../egress/ruleTables/peers';
import type { ConnectionEnd } from '../../model/drafts';
import { canTellAbsence } from '../../references/lookUp';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import { serviceFact, type ServiceFact } from '../../topology/Service';
import { serviceAddresses } from '../../topology/serviceAddresses';
import type { CiliumPeer } from './CiliumFact';

export type ServicesPeer = Extract<CiliumPeer, { kind: 'services' }>;

/** The Services that a rule names, or chooses by their labels. */
export type ServicesMeant = (peer: ServicesPeer) => readonly ServiceFact[];

export const servicesMeant: SnapshotIndex<ServicesMeant> = {
  name: 'services that cilium policies mean',
  reads: [SERVICE],
  build: snapshot => {
    const all = snapshot.list(SERVICE).map(serviceFact);
    const byName = groupBy(all, ({ name }) => name);
    return ({ namespace, which }) =>
      (typeof which === 'string'
        ? byName.get(which) ?? []
        : all.filter(({ labels }) => matchLabels(which, labels))
      ).filter(
        service => namespace === null || service.namespace === namespace,
      );
  },
};

/**
 * Whether a rule about Services means an end: the pods that they select, and for those without a selector the addresses that
 * are kept for them, outside the cluster (resolveToServices, pkg/policy/k8s).
 */
export function createMatchServices(
  snapshot: ClusterSnapshot,
): (peer: ServicesPeer, end: ConnectionEnd) => Match {
  const status = snapshot.statusOf(SERVICE);
  const slices = snapshot.statusOf(ENDPOINT_SLICE);
  const known = new Map<ServicesPeer, Behind>();
  const behind = (peer: ServicesPeer): Behind => {
    let found = known.get(peer);
    if (!found) {
      const addressesOf = snapshot.index(serviceAddresses);
      const services = snapshot.index(servicesMeant)(peer);
      const byHand = services.filter(({ selector }) => selector === null);
      found = {
        selecting: services.filter(({ selector }) => selector !== null),
        ranges: byHand
          .flatMap(({ namespace, name }) => addressesOf(namespace, name))
          .flatMap(({ ip }) => parseAddress(ip) ?? []),
        areSeen: isSeen(status, peer.namespace),
        areAddressesSeen: byHand.every(({ namespace }) =>
          canTellAbsence(slices, namespace),
        ),
      };
      known.set(peer, found);
    }
    return found;
  };
  return (peer, end) => {
    const { selecting, ranges, areSeen, areAddressesSeen } = behind(peer);
    const isInside = end.kind === 'pod' || end.kind === 'any-pod';
    return anyMatch([
      end.kind === 'any-pod' && selecting.length > 0 ? 'depends-on-peer' : 'no',
      selecting.some(service => isBehind(service, end)) ? 'yes' : 'no',
      matchOutsideRanges(end, ranges),
      areSeen && (isInside || areAddressesSeen) ? 'no' : 'kind-not-known',
    ]);
  };
}

/** Whether all Services of a namespace are seen, or (null) of every namespace that is. */
function isSeen(status: KindStatus, namespace: string | null): boolean {
  return namespace === null
    ? status.state !== 'denied' && status.state !== 'pending'
    : canTellAbsence(status, namespace);
}

interface Behind {
  readonly selecting: readonly ServiceFact[];
  readonly ranges: readonly AddressRange[];
  readonly areSeen: boolean;
  readonly areAddressesSeen: boolean;
}

function isBehind(
  { namespace, selector }: ServiceFact,
  end: ConnectionEnd,
): boolean {
  return (
    end.kind === 'pod' &&
    !end.hostNetwork &&
    end.namespace === namespace &&
    matchLabels({ matchLabels: selector ?? {} }, end.labels)
  );
}
