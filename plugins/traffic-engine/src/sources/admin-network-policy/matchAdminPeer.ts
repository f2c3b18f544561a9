import { addressesOfEnd } from '../../egress/addressesOfEnd';
import type { ClusterNodes } from '../../egress/clusterNodes';
import {
  selectsAllNamespaces,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { allAddresses, coverage, type AddressRange } from '../../match/cidr';
import {
  matchLabels,
  selectsAll,
  type LabelSelector,
} from '../../match/labels';
import { anyMatch, type Match } from '../../match/Match';
import type { ConnectionEnd } from '../../model/drafts';
import type {
  AdminPeerFact,
  NamespaceChoice,
  PodChoice,
} from './AdminPolicyFact';

/** What peers are looked up in. */
export interface PeerContext {
  readonly subjectNamespace: string;
  readonly labels: NamespaceLabels;
  readonly nodes: ClusterNodes;
}

/** Whether a choice of pods means a pod. Pods on the network of their node are never meant. */
export function matchPods(
  { namespaces, pods }: PodChoice,
  pod: PodEnd,
  context: Omit<PeerContext, 'nodes'>,
): Match {
  return pod.hostNetwork || !matchLabels(pods, pod.labels)
    ? 'no'
    : matchNamespaces(namespaces, pod.namespace, context);
}

/** Whether a choice means all pods of the cluster, or some. */
function matchAnyPod({ namespaces, pods }: PodChoice): Match {
  return namespaces.kind === 'selector' &&
    selectsAllNamespaces(namespaces.selector) &&
    selectsAll(pods)
    ? 'yes'
    : 'depends-on-peer';
}

function matchNamespaces(
  choice: NamespaceChoice,
  namespace: string,
  {
    subjectNamespace,
    labels,
  }: { subjectNamespace: string; labels: NamespaceLabels },
): Match {
  if (choice.kind === 'selector') {
    return labels.match(choice.selector, namespace);
  }
  const { keys, kind } = choice;
  if (keys.length === 0) {
    return 'no';
  }
  const pairs = keys.map(key => ({
    own: labels.labelOf(subjectNamespace, key),
    other: labels.labelOf(namespace, key),
  }));
  // Both forms select only namespaces that have all of the labels.
  if (pairs.some(({ other }) => other === undefined)) {
    return 'no';
  }
  if (pairs.some(({ own, other }) => own === null || other === null)) {
    return 'kind-not-known';
  }
  const same = pairs.every(({ own, other }) => own === other);
  return same === (kind === 'same') ? 'yes' : 'no';
}

/**
 * Whether any peer of a rule means an end. Networks are matched against the addresses of pods as well; networks of one rule
 * may cover a range together.
 */
export function matchAdminPeers(
  peers: readonly AdminPeerFact[],
  end: ConnectionEnd,
  context: PeerContext,
): Match {
  const networks = peers.flatMap(peer =>
    peer.kind === 'networks' ? peer.ranges : [],
  );
  return anyMatch([
    matchNetworks(networks, end),
    ...peers.map(peer => matchAdminPeer(peer, end, context)),
  ]);
}

/** Whether one peer means an end; what it says of networks is not looked at here. */
function matchAdminPeer(
  peer: AdminPeerFact,
  end: ConnectionEnd,
  context: PeerContext,
): Match {
  switch (peer.kind) {
    case 'pods':
      if (end.kind === 'any-pod') {
        return matchAnyPod(peer.choice);
      }
      return end.kind === 'pod' ? matchPods(peer.choice, end, context) : 'no';
    case 'nodes':
      return matchNodes(peer.selector, end, context.nodes);
    case 'domains':
      return matchDomains(peer.patterns, end);
    case 'unreadable':
      return 'policy-not-readable';
    default:
      return 'no';
  }
}

/** A name outside the cluster may lead to a node; pods of the pods' own network are none. */
function matchNodes(
  selector: LabelSelector,
  end: ConnectionEnd,
  nodes: ClusterNodes,
): Match {
  switch (end.kind) {
    case 'any-pod':
      return 'no';
    case 'host':
      return 'depends-on-address';
    default:
      return nodes.match(selector, end);
  }
}

/** `*.x` stands for one or more labels before `.x`; names are for destinations outside the cluster. */
function matchDomains(patterns: readonly string[], end: ConnectionEnd): Match {
  switch (end.kind) {
    case 'pod':
    case 'any-pod':
      return 'no';
    case 'host':
      return patterns.some(pattern =>
        pattern.startsWith('*.')
          ? end.host.endsWith(pattern.slice(1)) &&
            end.host.length > pattern.length - 1
          : end.host === pattern,
      )
        ? 'yes'
        : 'no';
    default:
      return 'depends-on-address';
  }
}

function matchNetworks(
  ranges: readonly AddressRange[],
  end: ConnectionEnd,
): Match {
  if (ranges.length === 0) {
    return 'no';
  }
  if (end.kind === 'host') {
    // As with NetworkPolicy, all of IPv4 counts as every host (SEMANTICS B9.4).
    return coverage([allAddresses(4)], ranges) === 'whole'
      ? 'yes'
      : 'depends-on-address';
  }
  const asked = addressesOfEnd(end);
  const covered = coverage(
    asked.length > 0 ? asked : [allAddresses(4), allAddresses(6)],
    ranges,
  );
  switch (covered) {
    case 'whole':
      return 'yes';
    case 'none':
      return 'no';
    default:
      return end.kind === 'any-pod' ? 'depends-on-peer' : 'depends-on-address';
  }
}
