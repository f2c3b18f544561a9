import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { ClusterNodes } from '../../egress/clusterNodes';
import type { NamespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import {
  matchPodSelection,
  readPodSelection,
} from '../../egress/ruleTables/podSelection';
import type {
  RulePeer,
  TablePolicy,
  TableRule,
} from '../../egress/ruleTables/RuleTable';
import { allMatch, anyMatch, type Match } from '../../match/Match';
import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';
import { labelKeysOf } from '../../match/renderSelector';
import type { Outcome } from '../../model/drafts';
import { at } from '../../model/refs';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readList, readText } from '../../snapshot/read';
import type { AntreaGroups } from './groups';
import { SOURCE_ID } from './kinds';
import {
  matchAccount,
  parsePeer,
  readAccount,
  readGroup,
  type AntreaPeer,
} from './parsePeer';

const ACTIONS: Readonly<Record<string, Outcome | undefined>> = {
  Allow: 'allow',
  Drop: 'deny',
  Reject: 'deny',
  Pass: 'pass',
};

/** A rule together with what its peers name. */
export interface AntreaRule extends TableRule {
  readonly named: readonly AntreaPeer[];
  /** The labels of pods that it looks at. */
  readonly labelKeys: readonly string[];
}

export interface AntreaPolicy extends TablePolicy {
  readonly rules: Readonly<Record<'egress' | 'ingress', readonly AntreaRule[]>>;
  readonly tier: string | undefined;
  readonly priority: number;
  readonly labelKeys: readonly string[];
}

/** A policy of Antrea; what no rule means is left to the next tier (antrea.io, Antrea Network Policy). */
export function parsePolicy(
  ref: ObjectRef,
  { spec }: KubeObject,
  context: {
    readonly labels: NamespaceLabels;
    readonly nodes: ClusterNodes;
    readonly groups: Pick<AntreaGroups, 'groupOf'>;
    readonly report: (problem: FieldProblem) => void;
  },
): AntreaPolicy {
  const namespace = ref.namespace === '' ? null : ref.namespace;
  const subject = readSubject(spec, 'spec', { ...context, namespace });
  const priority = isRecord(spec) ? spec.priority : undefined;
  const rulesOf = (direction: 'egress' | 'ingress') =>
    readList(spec, direction).flatMap((value, index) =>
      readRule(value, `spec.${direction}[${index}]`, {
        ...context,
        ref,
        namespace,
        side: direction === 'egress' ? 'to' : 'from',
        isForRules: subject.isEmpty,
      }),
    );
  const rules = { egress: rulesOf('egress'), ingress: rulesOf('ingress') };
  return {
    ref,
    namespace,
    tier: readText(spec, 'tier'),
    priority: typeof priority === 'number' ? priority : 0,
    selects: subject.isEmpty
      ? pod =>
          namespace === null || namespace === pod.namespace ? 'yes' : 'no'
      : subject.selects,
    labelKeys: [
      ...subject.labelKeys,
      ...[...rules.egress, ...rules.ingress].flatMap(rule => rule.labelKeys),
    ],
    rules,
    closes: { egress: false, ingress: false },
    closingPath: { egress: 'spec.egress', ingress: 'spec.ingress' },
  };
}

interface Context {
  readonly namespace: string | null;
  readonly labels: NamespaceLabels;
  readonly nodes: ClusterNodes;
  readonly groups: Pick<AntreaGroups, 'groupOf'>;
  readonly report: (problem: FieldProblem) => void;
}

interface Subject extends Pick<AntreaPolicy, 'selects' | 'labelKeys'> {
  readonly isEmpty: boolean;
}

/** `appliedTo` of a policy or of a rule: any of its entries; one that is not read may select anything. */
function readSubject(
  holder: unknown,
  holderPath: string,
  { namespace, labels, groups, report }: Context,
): Subject {
  const labelKeys: string[] = [];
  const entries = readList(holder, 'appliedTo').map(
    (value, index): ((pod: PodEnd) => Match) => {
      const path = `${holderPath}.appliedTo[${index}]`;
      const account = isRecord(value) ? readAccount(value) : undefined;
      if (account) {
        return pod => matchAccount(account, pod);
      }
      const group = isRecord(value) ? readGroup(value) : undefined;
      if (group !== undefined) {
        const meant = groups.groupOf(group, namespace);
        labelKeys.push(...meant.labelKeys);
        return pod => meant.matches(pod, pod);
      }
      // A policy for nodes is for no pod of the pods' own network.
      if (isRecord(value) && Object.keys(value).join() === 'nodeSelector') {
        return () => 'no';
      }
      const known =
        isRecord(value) &&
        Object.keys(value).every(key =>
          ['podSelector', 'namespaceSelector'].includes(key),
        );
      const read = readPodSelection(value, path);
      if (read.ok) {
        labelKeys.push(...labelKeysOf(read.selection.pods));
      } else {
        report(read.problem);
      }
      return known && read.ok
        ? pod => matchPodSelection(read.selection, pod, labels)
        : () => 'policy-not-readable';
    },
  );
  return {
    labelKeys,
    isEmpty: entries.length === 0,
    selects: pod =>
      namespace !== null && namespace !== pod.namespace
        ? 'no'
        : anyMatch(entries.map(entry => entry(pod))),
  };
}

/** None where the rule is about protocols without ports alone (ICMP, IGMP): it lets no connection through and stops none. */
function readRule(
  value: unknown,
  path: string,
  context: Context & {
    readonly ref: ObjectRef;
    readonly side: 'to' | 'from';
    /** The policy leaves it to its rules to say whom they are for. */
    readonly isForRules: boolean;
  },
): readonly AntreaRule[] {
  const { ref, side, report, isForRules } = context;
  const action = ACTIONS[readText(value, 'action') ?? ''];
  if (!action) {
    report({ path, message: 'An action is Allow, Drop, Reject or Pass.' });
  }
  const peers = readList(value, side).map((peer, index) =>
    parsePeer(peer, `${path}.${side}[${index}]`, context),
  );
  const ports = readPorts(value, path, report);
  if (ports.length === 0 && readList(value, 'protocols').length > 0) {
    return [];
  }
  const subject = readSubject(value, path, context);
  const narrowed =
    isRecord(value) &&
    ['toServices', 'l7Protocols'].some(
      field => readList(value, field).length > 0,
    );
  return [
    {
      action: action ?? 'deny',
      provenance: at(SOURCE_ID, ref)(path),
      ports,
      peers:
        subject.isEmpty && !isForRules
          ? anyOf(peers)
          : forSubject(subject, peers, path),
      named: peers,
      labelKeys: [
        ...subject.labelKeys,
        ...peers.flatMap(peer => peer.labelKeys),
      ],
      ...(action && !narrowed ? {} : { doubt: 'policy-not-readable' as const }),
    },
  ];
}

function anyOf(peers: readonly AntreaPeer[]): readonly RulePeer[] | null {
  return peers.length > 0 ? peers : null;
}

/** A rule with an `appliedTo` of its own is for fewer pods than its policy; one that should have it, and has not, for none. */
function forSubject(
  { selects }: Subject,
  peers: readonly AntreaPeer[],
  path: string,
): readonly RulePeer[] {
  const whoever: readonly RulePeer[] = [{ path, matches: () => 'yes' }];
  return (anyOf(peers) ?? whoever).map(peer => ({
    path: peer.path,
    matches: (end, subject) =>
      allMatch([selects(subject), peer.matches(end, subject)]),
  }));
}

function readPorts(
  rule: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): readonly (PortRule | 'unreadable')[] {
  return readList(rule, 'ports').map((value, index) => {
    const port = readPort(value);
    if (port === 'unreadable') {
      report({
        path: `${path}.ports[${index}]`,
        message:
          'A port needs a protocol (TCP, UDP or SCTP) and a number or a name.',
      });
    }
    return port;
  });
}

function readPort(value: unknown): PortRule | 'unreadable' {
  const {
    protocol = 'TCP',
    port,
    endPort,
  } = isRecord(value) ? value : { port: null };
  if (typeof protocol !== 'string' || !PROTOCOLS.includes(protocol)) {
    return 'unreadable';
  }
  if (port === undefined) {
    return { protocol, port: { kind: 'any' } };
  }
  if (typeof port === 'string' && port !== '') {
    return { protocol, port: { kind: 'named', name: port } };
  }
  const to = endPort ?? port;
  return isPortNumber(port) && isPortNumber(to) && port <= to
    ? { protocol, port: { kind: 'range', from: port, to } }
    : 'unreadable';
}
