import type { ClusterNodes } from '../../egress/clusterNodes';
import {
  selectsAllNamespaces,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { matchOutsideRanges } from '../../egress/ruleTables/peers';
import type { RulePeer } from '../../egress/ruleTables/RuleTable';
import { parseCidr, type AddressRange } from '../../match/cidr';
import { matchLabels, selectsAll } from '../../match/labels';
import { allMatch, anyMatch, type Match } from '../../match/Match';
import type { ConnectionEnd } from '../../model/drafts';
import type { createGroupRanges, GroupPeer } from './cidrGroups';
import type { CiliumPeer, CiliumRule, EndpointChoice } from './CiliumFact';
import type { createMatchServices } from './servicesMeant';

const ANY_NODE = {};

/** What the peers of a rule are looked up in. */
export interface PeerContext {
  readonly labels: NamespaceLabels;
  readonly nodes: ClusterNodes;
  readonly matchServices: ReturnType<typeof createMatchServices>;
  readonly groupRanges: ReturnType<typeof createGroupRanges>;
}

/** The peers of a rule, each with whom it means; null: everybody. */
export function toPeers(
  peers: CiliumRule['peers'],
  context: PeerContext,
): readonly RulePeer[] | null {
  if (peers === null) {
    return null;
  }
  const entities = peers.flatMap(peer =>
    peer.kind === 'entity' ? peer.entity : [],
  );
  const areNodesMeant =
    entities.includes('host') && entities.includes('remote-node');
  return [
    ...peers.map(peer => ({
      path: peer.path,
      matches: (end: ConnectionEnd) => matchPeer(peer, end, context),
    })),
    // Each node is one of the two to a pod: its own, or another.
    ...(areNodesMeant
      ? [
          {
            path: peers[0].path,
            matches: (end: ConnectionEnd) => matchNode(end, context),
          },
        ]
      : []),
  ];
}

function matchPeer(
  peer: CiliumPeer,
  end: ConnectionEnd,
  context: PeerContext,
): Match {
  const { labels, matchServices } = context;
  switch (peer.kind) {
    case 'endpoints':
      if (end.kind === 'any-pod') {
        return matchAnyPod(peer.choice);
      }
      return end.kind === 'pod' && !end.hostNetwork
        ? matchChoice(peer.choice, end, labels)
        : 'no';
    case 'entity':
      return matchEntity(peer.entity, end, context);
    case 'cidr':
      return matchCidr(peer.ranges, end, context);
    case 'cidr-groups':
      return matchGroups(peer, end, context);
    case 'fqdn':
      return matchFqdn(peer, end);
    case 'services':
      return matchServices(peer, end);
    default:
      return allMatch([peer.doubt]);
  }
}

/** Names are learned from DNS answers and never mean what is inside the cluster. */
function matchFqdn(
  { name, matches }: Extract<CiliumPeer, { kind: 'fqdn' }>,
  end: ConnectionEnd,
): Match {
  switch (end.kind) {
    case 'host':
      // A pattern may itself be the destination that is asked about.
      return end.host === name || matches(end.host) ? 'yes' : 'no';
    case 'pod':
    case 'any-pod':
      return 'no';
    default:
      return 'depends-on-address';
  }
}

/** Ranges that no address on the internet is in: such an address may be a node’s. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']
  .map(parseCidr)
  .flatMap(range => range ?? []);

/** The entities of docs.cilium.io, "Entities based". */
function matchEntity(
  entity: string,
  end: ConnectionEnd,
  context: PeerContext,
): Match {
  switch (entity) {
    case 'all':
      return 'yes';
    case 'none':
      return 'no';
    case 'world':
    case 'world-ipv4':
    case 'world-ipv6':
      return matchWorld(entity, end, context);
    case 'cluster':
      return end.kind === 'pod' || end.kind === 'any-pod'
        ? 'yes'
        : matchNode(end, context);
    case 'host':
    case 'remote-node': {
      const match = matchNode(end, context);
      return match === 'yes' ? 'depends-on-cni' : match;
    }
    case 'kube-apiserver':
      return matchApiServer(end);
    default:
      // init, health, unmanaged, ingress: identities that no pod of a workload has.
      return 'no';
  }
}

function matchWorld(
  entity: string,
  end: ConnectionEnd,
  { nodes }: PeerContext,
): Match {
  if (end.kind === 'pod' || end.kind === 'any-pod') {
    return 'no';
  }
  if (end.kind === 'host') {
    return entity === 'world' ? 'yes' : 'depends-on-address';
  }
  if (nodes.areSeen && nodes.match(ANY_NODE, end) === 'yes') {
    return 'no';
  }
  const isPrivate = matchOutsideRanges(end, PRIVATE) === 'yes';
  const ofVersion =
    entity === 'world' ||
    (end.kind === 'address' ? end.ip : end.cidr).includes(':') ===
      entity.endsWith('ipv6');
  if (!ofVersion) {
    return 'no';
  }
  return isPrivate ? 'depends-on-address' : 'yes';
}

/**
 * Whether an end is a node. A private address that no Node tells may be one’s all the same, that Cilium gave it; a name outside
 * the cluster hardly leads to one.
 */
function matchNode(end: ConnectionEnd, { nodes }: PeerContext): Match {
  if (end.kind === 'any-pod' || end.kind === 'host') {
    return 'no';
  }
  const match = nodes.match(ANY_NODE, end);
  return match === 'no' &&
    end.kind !== 'pod' &&
    matchOutsideRanges(end, PRIVATE) !== 'no'
    ? 'depends-on-address'
    : match;
}

/** Where the API server runs is not read: its address may be anybody’s, or a node’s. */
function matchApiServer(end: ConnectionEnd): Match {
  switch (end.kind) {
    case 'pod':
      return end.hostNetwork ? 'depends-on-cni' : 'no';
    case 'any-pod':
    case 'host':
      return 'no';
    default:
      return 'depends-on-address';
  }
}

/** Nodes have an identity, as pods do, and ranges mean them only where the agent is told so (policy-cidr-match-mode). */
function matchCidr(
  ranges: readonly AddressRange[],
  end: ConnectionEnd,
  { nodes }: PeerContext,
): Match {
  const match = matchOutsideRanges(end, ranges);
  const isNode =
    match === 'yes' &&
    nodes.areSeen &&
    (end.kind === 'address' || end.kind === 'cidr') &&
    nodes.match(ANY_NODE, end) === 'yes';
  return isNode ? 'depends-on-cni' : match;
}

function matchGroups(
  peer: GroupPeer,
  end: ConnectionEnd,
  context: PeerContext,
): Match {
  if (end.kind === 'pod' || end.kind === 'any-pod') {
    return 'no';
  }
  const { ranges, areRead, areSeen } = context.groupRanges(peer);
  return anyMatch([
    allMatch([
      matchCidr(ranges, end, context),
      matchOutsideRanges(end, peer.except) === 'no'
        ? 'yes'
        : 'depends-on-address',
    ]),
    areRead ? 'no' : 'policy-not-readable',
    areSeen ? 'no' : 'kind-not-known',
  ]);
}

/** Whether a choice means a pod. */
export function matchChoice(
  { pods, namespaces, namespace }: EndpointChoice,
  pod: PodEnd,
  labels: NamespaceLabels,
): Match {
  return (namespace !== null && namespace !== pod.namespace) ||
    !matchLabels(pods, pod.labels)
    ? 'no'
    : labels.match(namespaces, pod.namespace);
}

/** Whether a choice means all pods of the cluster, or some. */
function matchAnyPod({ pods, namespaces, namespace }: EndpointChoice): Match {
  return namespace === null &&
    selectsAll(pods) &&
    selectsAllNamespaces(namespaces)
    ? 'yes'
    : 'depends-on-peer';
}
