import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { NamespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import {
  matchPodSelection,
  readPodSelection,
} from '../../egress/ruleTables/podSelection';
import type { TablePolicy, TableRule } from '../../egress/ruleTables/RuleTable';
import { anyMatch, type Match } from '../../match/Match';
import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';
import { labelKeysOf } from '../../match/renderSelector';
import type { Outcome } from '../../model/drafts';
import { at } from '../../model/refs';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readList, readText } from '../../snapshot/read';
import { SOURCE_ID } from './kinds';
import { parsePeer, type AntreaPeer } from './parsePeer';

const ACTIONS: Readonly<Record<string, Outcome | undefined>> = {
  Allow: 'allow',
  Drop: 'deny',
  Reject: 'deny',
  Pass: 'pass',
};

/** A rule together with what its peers name. */
export interface AntreaRule extends TableRule {
  readonly named: readonly AntreaPeer[];
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
    readonly report: (problem: FieldProblem) => void;
  },
): AntreaPolicy {
  const namespace = ref.namespace === '' ? null : ref.namespace;
  const subject = readSubject(spec, { ...context, namespace });
  const priority = isRecord(spec) ? spec.priority : undefined;
  const rulesOf = (direction: 'egress' | 'ingress') =>
    readList(spec, direction).map((value, index) =>
      readRule(value, `spec.${direction}[${index}]`, {
        ...context,
        ref,
        namespace,
        side: direction === 'egress' ? 'to' : 'from',
      }),
    );
  const rules = { egress: rulesOf('egress'), ingress: rulesOf('ingress') };
  return {
    ref,
    namespace,
    tier: readText(spec, 'tier'),
    priority: typeof priority === 'number' ? priority : 0,
    selects: subject.selects,
    labelKeys: [
      ...subject.labelKeys,
      ...[...rules.egress, ...rules.ingress].flatMap(({ named }) =>
        named.flatMap(peer => peer.labelKeys),
      ),
    ],
    rules,
    closes: { egress: false, ingress: false },
    closingPath: { egress: 'spec.egress', ingress: 'spec.ingress' },
  };
}

interface Context {
  readonly namespace: string | null;
  readonly labels: NamespaceLabels;
  readonly report: (problem: FieldProblem) => void;
}

/** `appliedTo` of the policy: any of its entries; one that is not read may select anything. */
function readSubject(
  spec: unknown,
  { namespace, labels, report }: Context,
): Pick<AntreaPolicy, 'selects' | 'labelKeys'> {
  const labelKeys: string[] = [];
  const entries = readList(spec, 'appliedTo').map(
    (value, index): ((pod: PodEnd) => Match) => {
      const path = `spec.appliedTo[${index}]`;
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
  const selects = (pod: PodEnd): Match => {
    if (namespace !== null && namespace !== pod.namespace) {
      return 'no';
    }
    // Without it each rule says for itself whom it is for, which is not read.
    return entries.length === 0
      ? 'policy-not-readable'
      : anyMatch(entries.map(entry => entry(pod)));
  };
  return { selects, labelKeys };
}

function readRule(
  value: unknown,
  path: string,
  context: Context & { readonly ref: ObjectRef; readonly side: 'to' | 'from' },
): AntreaRule {
  const { ref, side, report } = context;
  const action = ACTIONS[readText(value, 'action') ?? ''];
  if (!action) {
    report({ path, message: 'An action is Allow, Drop, Reject or Pass.' });
  }
  const peers = readList(value, side).map((peer, index) =>
    parsePeer(peer, `${path}.${side}[${index}]`, context),
  );
  const narrowed =
    isRecord(value) &&
    ['appliedTo', 'toServices', 'l7Protocols'].some(
      field => readList(value, field).length > 0,
    );
  return {
    action: action ?? 'deny',
    provenance: at(SOURCE_ID, ref)(path),
    ports: readPorts(value, path, report),
    peers: peers.length > 0 ? peers : null,
    named: peers,
    ...(action && !narrowed ? {} : { doubt: 'policy-not-readable' as const }),
  };
}

function readPorts(
  rule: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): readonly (PortRule | 'unreadable')[] {
  const protocols = readList(rule, 'protocols');
  const ports = readList(rule, 'ports').map((value, index) => {
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
  // Rules about ICMP and IGMP let no connection through: they are about no port.
  return ports.length === 0 && protocols.length > 0
    ? ['unreadable' as const]
    : ports;
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
