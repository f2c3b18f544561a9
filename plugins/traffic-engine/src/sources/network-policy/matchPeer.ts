import { addressesOfEnd } from '../../egress/addressesOfEnd';
import {
  allAddresses,
  coverage,
  overlap,
  type AddressRange,
} from '../../match/cidr';
import { matchLabels, selectsAll } from '../../match/labels';
import { allMatch, type Match } from '../../match/Match';
import {
  selectsAllNamespaces,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import type { ConnectionEnd } from '../../model/drafts';
import type { PeerFact } from './PolicyFact';

type PodEnd = Extract<ConnectionEnd, { kind: 'pod' }>;
type AnyPod = Extract<ConnectionEnd, { kind: 'any-pod' }>;
type OutsideEnd = Exclude<ConnectionEnd, PodEnd | AnyPod>;

/** Whether a peer of a policy means a pod. */
export function matchPodPeer(
  peer: PeerFact,
  pod: PodEnd,
  policy: { namespace: string; namespaces: NamespaceLabels },
): Match {
  switch (peer.kind) {
    case 'unreadable':
      return 'policy-not-readable';
    case 'addresses':
      return matchPodAddresses(peer.ranges, pod);
    default:
      return allMatch([
        matchNamespace(peer.namespaces, pod, policy),
        matchLabels(peer.pods, pod.labels) ? 'yes' : 'no',
        pod.hostNetwork ? 'depends-on-cni' : 'yes',
      ]);
  }
}

const podHolders = new WeakMap<AnyPod, WeakMap<PeerFact, boolean>>();

/** Whether a block holds addresses that pods have; each is compared once, for each is asked about at every port. */
function mayHoldPods(
  peer: Extract<PeerFact, { kind: 'addresses' }>,
  anyPod: AnyPod,
): boolean {
  const known = podHolders.get(anyPod) ?? new WeakMap<PeerFact, boolean>();
  podHolders.set(anyPod, known);
  let holds = known.get(peer);
  if (holds === undefined) {
    holds = coverage(anyPod.addresses, peer.ranges) !== 'none';
    known.set(peer, holds);
  }
  return holds;
}

/** Whether a peer of a policy means all pods of the cluster, some, or none. */
export function matchAnyPodPeer(peer: PeerFact, anyPod: AnyPod): Match {
  switch (peer.kind) {
    case 'unreadable':
      return 'policy-not-readable';
    case 'addresses':
      return mayHoldPods(peer, anyPod) ? 'depends-on-cni' : 'no';
    default:
      return peer.namespaces &&
        selectsAllNamespaces(peer.namespaces) &&
        selectsAll(peer.pods)
        ? 'yes'
        : 'depends-on-peer';
  }
}

function matchNamespace(
  selector: Extract<PeerFact, { kind: 'pods' }>['namespaces'],
  pod: PodEnd,
  policy: { namespace: string; namespaces: NamespaceLabels },
): Match {
  if (selector) {
    return policy.namespaces.match(selector, pod.namespace);
  }
  return pod.namespace === policy.namespace ? 'yes' : 'no';
}

/**
 * An ipBlock is meant for addresses outside the cluster; whether it also catches the address of a pod, before or after
 * translation, is the network plugin's own decision (networking/v1 IPBlock).
 */
function matchPodAddresses(
  ranges: readonly AddressRange[],
  pod: PodEnd,
): Match {
  const addresses = addressesOfEnd(pod);
  return addresses.length === 0 ||
    addresses.some(address => ranges.some(range => overlap(range, address)))
    ? 'depends-on-cni'
    : 'no';
}

/**
 * The addresses that an end outside the cluster may have. NetworkPolicy cannot name a host, so a host is any address; that
 * all of IPv4 is open counts as open for it (SEMANTICS B9.4). None: the end's text is no address.
 */
export function addressesOfOutside(end: OutsideEnd): readonly AddressRange[] {
  return end.kind === 'host' ? [allAddresses(4)] : addressesOfEnd(end);
}

/** Whether a peer of a policy means an end outside the cluster; `target` is what `addressesOfOutside` says of it. */
export function matchOutsidePeer(
  peer: PeerFact,
  end: OutsideEnd,
  target: readonly AddressRange[],
): Match {
  switch (peer.kind) {
    case 'unreadable':
      return 'policy-not-readable';
    case 'pods':
      return 'no';
    default:
  }
  const covered = target.length > 0 ? coverage(target, peer.ranges) : 'part';
  if (covered === 'whole') {
    return 'yes';
  }
  const opensAny = peer.ranges.length > 0;
  return covered === 'part' || (end.kind === 'host' && opensAny)
    ? 'depends-on-address'
    : 'no';
}
