import type { ObjectRef } from '@portolan/plugin-traffic-common';
import { notKnownIn } from '../../egress/ruleTables/notKnownIn';
import { clusterNodes, type ClusterNodes } from '../../egress/clusterNodes';
import { matchOutsideRanges, matchRanges } from '../../egress/ruleTables/peers';
import type {
  RulePeer,
  RuleTable,
  TablePolicy,
  TableRule,
} from '../../egress/ruleTables/RuleTable';
import { NODE } from '../../kinds/coreKinds';
import { parseCidr } from '../../match/cidr';
import type { LabelSelector } from '../../match/labels';
import type { Match } from '../../match/Match';
import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import { readLabelSelector } from '../../match/readLabelSelector';
import type { ConnectionEnd, Outcome } from '../../model/drafts';
import { at, refTo } from '../../model/refs';
import type {
  ClusterSnapshot,
  SnapshotIndex,
} from '../../snapshot/ClusterSnapshot';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';
import type { SourceProblem } from '../Source';
import { EGRESS_FIREWALL, SOURCE_ID } from './kinds';

/** OVN-Kubernetes takes only the object of this name into account (EgressFirewall, k8s.ovn.org/v1). */
const ONLY_NAME = 'default';

const ACTIONS: Readonly<Record<string, Outcome | undefined>> = {
  Allow: 'allow',
  Deny: 'deny',
};

interface Firewalls {
  readonly policies: readonly TablePolicy[];
  readonly problems: readonly SourceProblem[];
}

export const egressFirewalls: SnapshotIndex<Firewalls> = {
  name: 'ovn egress firewalls',
  reads: [EGRESS_FIREWALL, NODE],
  build: snapshot => {
    const nodes = snapshot.index(clusterNodes);
    const policies: TablePolicy[] = [];
    const problems: SourceProblem[] = [];
    for (const object of snapshot.list(EGRESS_FIREWALL)) {
      const ref = refTo(snapshot.cluster, object);
      const report = (path: string, message: string) =>
        problems.push({ severity: 'error', object: ref, path, message });
      if (ref.name === ONLY_NAME) {
        policies.push(toPolicy(ref, object, { nodes, report }));
      } else {
        report(
          'metadata.name',
          'OVN-Kubernetes takes only the EgressFirewall named "default" of a namespace into account, so this one does nothing.',
        );
      }
    }
    return { policies, problems };
  },
};

/** A chain of its own: it must allow as well as all other policies. What no rule means is allowed. */
export function firewallTable(snapshot: ClusterSnapshot): RuleTable {
  return {
    source: SOURCE_ID,
    layer: 'egress-firewall',
    chain: { id: 'ovn-egress-firewall', order: 10 },
    policies: snapshot.index(egressFirewalls).policies,
    labelKeys: new Set(),
    notKnownIn: notKnownIn(snapshot, [EGRESS_FIREWALL]),
  };
}

function toPolicy(
  ref: ObjectRef,
  { spec }: KubeObject,
  {
    nodes,
    report,
  }: {
    readonly nodes: ClusterNodes;
    readonly report: (path: string, message: string) => void;
  },
): TablePolicy {
  const provenance = at(SOURCE_ID, ref);
  return {
    ref,
    namespace: ref.namespace,
    selects: pod => (pod.namespace === ref.namespace ? 'yes' : 'no'),
    rules: {
      egress: readList(spec, 'egress').map((value, index): TableRule => {
        const path = `spec.egress[${index}]`;
        const action = ACTIONS[readText(value, 'type') ?? ''];
        const peer = readPeer(readRecord(value, 'to'), `${path}.to`, nodes);
        if (!action || !peer) {
          report(
            path,
            'The rule cannot be read: it needs a type (Allow or Deny) and one destination (cidrSelector, dnsName or nodeSelector).',
          );
        }
        return {
          action: action ?? 'deny',
          provenance: provenance(path),
          ports: readPorts(value, path, report),
          peers: peer ? [peer] : null,
          ...(action && peer ? {} : { doubt: 'policy-not-readable' }),
        };
      }),
      ingress: [],
    },
    closes: { egress: false, ingress: false },
    closingPath: { egress: 'spec.egress', ingress: 'spec' },
  };
}

function readPeer(
  to: unknown,
  path: string,
  nodes: ClusterNodes,
): RulePeer | undefined {
  const cidr = readText(to, 'cidrSelector');
  const range = cidr === undefined ? undefined : parseCidr(cidr);
  if (range) {
    return {
      path,
      matches: end =>
        isOnNode(end)
          ? matchRanges(end, [range])
          : matchOutsideRanges(end, [range]),
    };
  }
  const name = readText(to, 'dnsName');
  if (name !== undefined && name !== '') {
    return { path, matches: end => matchName(name, end) };
  }
  const chosen =
    isRecord(to) && isRecord(to.nodeSelector)
      ? readLabelSelector(to.nodeSelector, `${path}.nodeSelector`)
      : undefined;
  return chosen?.ok
    ? { path, matches: end => matchNode(chosen.selector, end, nodes) }
    : undefined;
}

/** What lies in the cluster's network is none of a firewall's business; pods on the network of their node have its address. */
function isOnNode(end: ConnectionEnd): boolean {
  return end.kind === 'pod' && end.hostNetwork;
}

/** `*.x` stands for one label before `.x`. */
function matchName(name: string, end: ConnectionEnd): Match {
  switch (end.kind) {
    case 'pod':
    case 'any-pod':
      return 'no';
    case 'host': {
      const wanted = plain(name);
      const host = plain(end.host);
      const [, ...parent] = host.split('.');
      return host === wanted ||
        (wanted.startsWith('*.') && parent.join('.') === wanted.slice(2))
        ? 'yes'
        : 'no';
    }
    default:
      return 'depends-on-address';
  }
}

function matchNode(
  selector: LabelSelector,
  end: ConnectionEnd,
  nodes: ClusterNodes,
): Match {
  return end.kind === 'host' || end.kind === 'any-pod'
    ? 'no'
    : nodes.match(selector, end);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function readPorts(
  rule: unknown,
  path: string,
  report: (path: string, message: string) => void,
): readonly (PortRule | 'unreadable')[] {
  return readList(rule, 'ports').map((value, index) => {
    const record = isRecord(value) ? value : {};
    const { protocol, port } = record;
    if (
      typeof protocol !== 'string' ||
      !PROTOCOLS.includes(protocol) ||
      !isPortNumber(port)
    ) {
      report(
        `${path}.ports[${index}]`,
        'A port needs a protocol (TCP, UDP or SCTP) and a number between 1 and 65535.',
      );
      return 'unreadable';
    }
    return { protocol, port: { kind: 'range', from: port, to: port } };
  });
}
