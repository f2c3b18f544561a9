import type { Match } from '../../match/Match';
import { allMatch } from '../../match/Match';
import { matchLabels, selectsAll } from '../../match/labels';
import { labelKeysOf } from '../../match/renderSelector';
import { parseCidr } from '../../match/cidr';
import {
  namespaceLabels,
  selectsAllNamespaces,
  type NamespaceLabels,
} from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { notKnownIn } from '../../egress/ruleTables/notKnownIn';
import { matchOutsideRanges } from '../../egress/ruleTables/peers';
import type {
  RulePeer,
  RuleTable,
  TablePolicy,
  TableRule,
} from '../../egress/ruleTables/RuleTable';
import { NAMESPACE } from '../../kinds/coreKinds';
import type { ConnectionEnd } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import {
  steppedIndex,
  type ClusterSnapshot,
} from '../../snapshot/ClusterSnapshot';
import { serviceIndex } from '../../topology/serviceIndex';
import type { SourceProblem } from '../Source';
import type {
  CiliumFact,
  CiliumPeer,
  CiliumRule,
  EndpointChoice,
} from './CiliumFact';
import {
  CILIUM_CLUSTERWIDE_NETWORK_POLICY,
  CILIUM_NETWORK_POLICY,
  SOURCE_ID,
} from './kinds';
import { parsePolicy } from './parsePolicy';
import { createMatchServices, servicesMeant } from './servicesMeant';

/** Before NetworkPolicy, whose rules Cilium adds to its own, and after the tiers of administrators. */
const ORDER = 15;

const KINDS = [CILIUM_NETWORK_POLICY, CILIUM_CLUSTERWIDE_NETWORK_POLICY];

const POLICIES_PER_STEP = 200;

export interface CiliumPolicies {
  readonly facts: readonly CiliumFact[];
  readonly problems: readonly SourceProblem[];
}

/** The Cilium policies of a cluster as read. */
export const ciliumPolicies = steppedIndex<CiliumPolicies>({
  name: 'cilium policies',
  reads: KINDS,
  *buildInSteps(snapshot) {
    const facts: CiliumFact[] = [];
    const problems: SourceProblem[] = [];
    for (const [position, object] of KINDS.flatMap(kind =>
      snapshot.list(kind),
    ).entries()) {
      if (position % POLICIES_PER_STEP === POLICIES_PER_STEP - 1) {
        yield;
      }
      const ref = refTo(snapshot.cluster, object);
      const parsed = parsePolicy(ref, object);
      facts.push(...parsed.facts);
      problems.push(
        ...parsed.notes.map(
          (note): SourceProblem => ({ object: ref, ...note }),
        ),
      );
    }
    return { facts, problems };
  },
});

export const TABLE_READS = [
  ...KINDS,
  NAMESPACE,
  ...serviceIndex.reads,
] as const;

/** Every rule that denies before every rule that allows: "deny policies take precedence over allow policies". */
export function ciliumTable(snapshot: ClusterSnapshot): RuleTable {
  const { facts } = snapshot.index(ciliumPolicies);
  const context: Context = {
    labels: snapshot.index(namespaceLabels),
    matchServices: createMatchServices(snapshot),
  };
  const of = (action: CiliumRule['action']) =>
    facts.map(fact => toPolicy(fact, action, context));
  return {
    source: SOURCE_ID,
    layer: SOURCE_ID,
    chain: { id: 'kubernetes', order: ORDER },
    policies: [...of('deny'), ...of('allow')],
    labelKeys: new Set(facts.flatMap(fact => mentionedKeys(fact, snapshot))),
    notKnownIn: notKnownIn(snapshot, KINDS),
  };
}

interface Context {
  readonly labels: NamespaceLabels;
  readonly matchServices: ReturnType<typeof createMatchServices>;
}

/** Whether a policy is for a pod, by the snapshot's labels of namespaces. */
export function selectsByFact(
  snapshot: ClusterSnapshot,
): (fact: CiliumFact, pod: PodEnd) => Match {
  const labels = snapshot.index(namespaceLabels);
  return (fact, pod) => matchSubject(fact, pod, labels);
}

/** Of a policy that Cilium refuses, nothing may be in force. */
function matchSubject(
  { choice, isRefused }: CiliumFact,
  pod: PodEnd,
  labels: NamespaceLabels,
): Match {
  return choice === 'unreadable'
    ? 'policy-not-readable'
    : allMatch([
        matchChoice(choice, pod, labels),
        isRefused ? 'policy-not-readable' : 'yes',
      ]);
}

function toPolicy(
  fact: CiliumFact,
  action: CiliumRule['action'],
  context: Context,
): TablePolicy {
  const { ref, path } = fact;
  const provenance = at(SOURCE_ID, ref);
  const toRules = (rules: readonly CiliumRule[]) =>
    rules
      .filter(rule => rule.action === action)
      .map(
        (rule): TableRule => ({
          action,
          provenance: provenance(rule.path),
          ports: rule.ports,
          peers: rule.peers?.map(peer => toPeer(peer, context)) ?? null,
          doubt: rule.doubt,
        }),
      );
  return {
    ref,
    namespace: ref.namespace === '' ? null : ref.namespace,
    selects: pod => matchSubject(fact, pod, context.labels),
    rules: { egress: toRules(fact.egress), ingress: toRules(fact.ingress) },
    closes: {
      egress: action === 'allow' && fact.closesEgress,
      ingress: action === 'allow' && fact.closesIngress,
    },
    closingPath: { egress: `${path}.egress`, ingress: `${path}.ingress` },
  };
}

function matchChoice(
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

function toPeer(peer: CiliumPeer, context: Context): RulePeer {
  return { path: peer.path, matches: end => matchPeer(peer, end, context) };
}

function matchPeer(
  peer: CiliumPeer,
  end: ConnectionEnd,
  { labels, matchServices }: Context,
): Match {
  switch (peer.kind) {
    case 'endpoints':
      if (end.kind === 'any-pod') {
        return matchAnyPod(peer.choice);
      }
      return end.kind === 'pod' && !end.hostNetwork
        ? matchChoice(peer.choice, end, labels)
        : 'no';
    case 'entity':
      return matchEntity(peer.entity, end);
    case 'cidr':
      return matchOutsideRanges(end, peer.ranges);
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
function matchEntity(entity: string, end: ConnectionEnd): Match {
  switch (entity) {
    case 'all':
      return 'yes';
    case 'none':
      return 'no';
    case 'world':
    case 'world-ipv4':
    case 'world-ipv6':
      return matchWorld(entity, end);
    case 'cluster':
      return end.kind === 'pod' || end.kind === 'any-pod' ? 'yes' : aNode(end);
    case 'host':
    case 'remote-node':
    case 'kube-apiserver':
      return end.kind === 'any-pod' || (end.kind === 'pod' && !end.hostNetwork)
        ? 'no'
        : aNode(end);
    default:
      // init, health, unmanaged, ingress: identities that no pod of a workload has.
      return 'no';
  }
}

function matchWorld(entity: string, end: ConnectionEnd): Match {
  if (end.kind === 'pod' || end.kind === 'any-pod') {
    return 'no';
  }
  if (end.kind === 'host') {
    return entity === 'world' ? 'yes' : 'depends-on-address';
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

/** Nodes are not read: an address may be one’s, a name outside the cluster hardly is. */
function aNode(end: ConnectionEnd): Match {
  if (end.kind === 'pod') {
    return 'depends-on-cni';
  }
  return end.kind === 'host' ? 'no' : 'depends-on-address';
}

function mentionedKeys(
  { choice, egress, ingress }: CiliumFact,
  snapshot: ClusterSnapshot,
): string[] {
  return [
    ...(choice === 'unreadable' ? [] : labelKeysOf(choice.pods)),
    ...[...egress, ...ingress].flatMap(({ peers }) =>
      (peers ?? []).flatMap(peer => {
        switch (peer.kind) {
          case 'endpoints':
            return labelKeysOf(peer.choice.pods);
          case 'services':
            return snapshot
              .index(servicesMeant)(peer)
              .flatMap(({ selector }) => Object.keys(selector ?? {}));
          default:
            return [];
        }
      }),
    ),
  ];
}
