import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { FieldProblem } from '../../match/readLabelSelector';
import type { KubeObject } from '../../snapshot/KubeObject';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  type UnknownRecord,
} from '../../snapshot/read';
import type { CiliumFact, CiliumNote, CiliumRule } from './CiliumFact';
import { parsePeers } from './parsePeers';
import { parsePorts } from './parsePorts';
import { parseEndpointSelector } from './parseSelector';
import { listRefusals } from './refusals';

const OWN_NAMESPACE = 'k8s:io.kubernetes.pod.namespace';

/**
 * The rule sets of a policy (docs.cilium.io, network policy): `spec` and each of `specs`. Direction by direction, a set closes
 * what no rule allows as soon as it has a rule there, unless `enableDefaultDeny` says otherwise.
 */
export function parsePolicy(
  ref: ObjectRef,
  object: KubeObject,
): { facts: readonly CiliumFact[]; notes: readonly CiliumNote[] } {
  const notes: CiliumNote[] = [];
  const sets = [
    ...(isRecord(object.spec) ? [{ set: object.spec, path: 'spec' }] : []),
    ...readList(object, 'specs').flatMap((set, index) =>
      isRecord(set) ? [{ set, path: `specs[${index}]` }] : [],
    ),
  ];
  if (sets.length === 0) {
    notes.push({
      severity: 'error',
      path: 'spec',
      message: 'The policy has neither spec nor specs, so it says nothing.',
    });
  }
  const facts = sets.flatMap(({ set, path }) =>
    parseSet(ref, { set, path, notes }),
  );
  const isRefused = notes.some(({ severity }) => severity === 'error');
  return { facts: facts.map(fact => ({ ...fact, isRefused })), notes };
}

function parseSet(
  ref: ObjectRef,
  context: { set: UnknownRecord; path: string; notes: CiliumNote[] },
): readonly Omit<CiliumFact, 'isRefused'>[] {
  const { set, path, notes } = context;
  const report = (problem: FieldProblem) =>
    notes.push({ severity: 'error', ...problem });
  if (set.endpointSelector === undefined && set.nodeSelector !== undefined) {
    notes.push({
      severity: 'info',
      path: `${path}.nodeSelector`,
      message:
        'Seen, not interpreted: a host policy is about nodes and not about pods.',
    });
    return [];
  }
  if (set.endpointSelector === undefined || set.nodeSelector !== undefined) {
    report({
      path,
      message:
        'A rule set has either an endpointSelector or a nodeSelector, or Cilium refuses the policy.',
    });
  }
  const namespace = ref.namespace === '' ? null : ref.namespace;
  const selector = parseSubject(set, path, namespace);
  if (!selector.ok) {
    notes.push(selector.problem);
  }
  const rulesOf = (field: 'egress' | 'ingress') => [
    ...parseRules(field, 'allow', { ...context, namespace }),
    ...parseRules(field, 'deny', { ...context, namespace }),
  ];
  const egress = rulesOf('egress');
  const ingress = rulesOf('ingress');
  if (egress.length === 0 && ingress.length === 0) {
    report({
      path,
      message:
        'The rule set has no rule, so it does nothing, and Cilium may refuse the policy.',
    });
  }
  const defaults = readRecord(set, 'enableDefaultDeny');
  return [
    {
      ref,
      path,
      // A namespaced policy selects pods of its namespace, whatever its selector says of others.
      choice: selector.ok
        ? { ...selector.choice, namespace: namespace ?? null }
        : 'unreadable',
      egress,
      ingress,
      closesEgress: readFlag(defaults, 'egress') ?? egress.length > 0,
      closesIngress: readFlag(defaults, 'ingress') ?? ingress.length > 0,
    },
  ];
}

/**
 * The pods that a rule set is for. The label `k8s:io.kubernetes.pod.namespace` of a namespaced policy is overwritten with the
 * policy's own namespace, whatever it asks for (ParseToCiliumRule).
 */
function parseSubject(
  set: UnknownRecord,
  path: string,
  namespace: string | null,
): ReturnType<typeof parseEndpointSelector> {
  const { endpointSelector } = set;
  const labels = readRecord(endpointSelector, 'matchLabels');
  const { [OWN_NAMESPACE]: overwritten, ...others } = labels;
  return parseEndpointSelector(
    namespace !== null &&
      isRecord(endpointSelector) &&
      overwritten !== undefined
      ? { ...endpointSelector, matchLabels: others }
      : endpointSelector,
    `${path}.endpointSelector`,
    namespace,
  );
}

function parseRules(
  direction: 'egress' | 'ingress',
  action: CiliumRule['action'],
  context: {
    set: UnknownRecord;
    path: string;
    notes: CiliumNote[];
    namespace: string | null;
  },
): readonly CiliumRule[] {
  const { set, notes, namespace } = context;
  const field = action === 'deny' ? `${direction}Deny` : direction;
  const side = direction === 'egress' ? 'to' : 'from';
  const report = (problem: FieldProblem) =>
    notes.push({ severity: 'error', ...problem });
  return readList(set, field).map((value, index): CiliumRule => {
    const path = `${context.path}.${field}[${index}]`;
    if (!isRecord(value)) {
      report({ path, message: 'A rule must be an object.' });
      return {
        path,
        action,
        ports: [],
        peers: [{ kind: 'doubtful', doubt: 'policy-not-readable', path }],
      };
    }
    const peers = parsePeers(value, path, {
      side,
      namespace,
      note: found => notes.push(found),
    });
    const ports = parsePorts(value.toPorts, `${path}.toPorts`, report);
    noteLayer7(value, path, notes);
    listRefusals(value, path, side).forEach(report);
    const doubt = refusesServerNames(value, peers)
      ? 'policy-not-readable'
      : undefined;
    const isAboutIcmp = readList(value, 'icmps').length > 0;
    // Rules about ICMP, and rules that name neither peer nor port, let no connection through.
    const saysNothing =
      ports === 'any' ? peers === null || isAboutIcmp : ports.length === 0;
    return {
      path,
      action,
      ports: ports === 'any' ? [] : ports,
      peers: saysNothing ? [] : peers,
      doubt,
      asksNames: readList(value, 'toPorts').some(
        entry => readList(readRecord(entry, 'rules'), 'dns').length > 0,
      ),
    };
  });
}

/**
 * Whether `serverNames` (TLS SNI) may refuse what the peers of a rule admit: they say nothing new where each peer is a name
 * that they hold.
 */
function refusesServerNames(
  rule: UnknownRecord,
  peers: CiliumRule['peers'],
): boolean {
  const lists = readList(rule, 'toPorts').flatMap(entry => {
    const names = readList(entry, 'serverNames');
    return names.length > 0 ? [names] : [];
  });
  return lists.some(
    names =>
      peers === null ||
      peers.some(peer => peer.kind !== 'fqdn' || !names.includes(peer.name)),
  );
}

function noteLayer7(
  rule: UnknownRecord,
  path: string,
  notes: CiliumNote[],
): void {
  readList(rule, 'toPorts').forEach((entry, index) => {
    const layer7 = Object.keys(readRecord(entry, 'rules')).filter(
      name => name !== 'dns',
    );
    if (readList(entry, 'serverNames').length > 0) {
      notes.push({
        severity: 'info',
        path: `${path}.toPorts[${index}].serverNames`,
        message:
          'Seen, not interpreted: only TLS connections with these server names are let through, so what this rule allows is not known but for the names that it names itself.',
      });
    }
    if (layer7.length > 0) {
      notes.push({
        severity: 'info',
        path: `${path}.toPorts[${index}].rules`,
        message: `Seen, not interpreted: the proxy may refuse single requests (${layer7.join(
          ', ',
        )}); the connection itself is judged.`,
      });
    }
  });
}
