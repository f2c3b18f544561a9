import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { FieldProblem } from '../../match/readLabelSelector';
import type { Outcome } from '../../model/drafts';
import type { KubeObject } from '../../snapshot/KubeObject';
import { isRecord, readNumber, readText } from '../../snapshot/read';
import type {
  AdminPeerFact,
  AdminPolicyFact,
  AdminRuleFact,
  Tier,
} from './AdminPolicyFact';
import { parseAdminPeer } from './parseAdminPeer';
import { parseAdminPorts } from './parseAdminPorts';

/** What distinguishes the kinds of administrators' policies. */
export interface PolicyShape {
  readonly apiVersions: readonly string[];
  tierOf(spec: unknown): Tier | undefined;
  priorityOf(spec: unknown): number | null | undefined;
  readonly actions: Readonly<Record<string, Outcome>>;
  readonly portsField: 'ports' | 'protocols';
}

const v1alpha1 = {
  apiVersions: ['policy.networking.k8s.io/v1alpha1'],
  actions: { Allow: 'allow', Deny: 'deny', Pass: 'pass' },
  portsField: 'ports',
} as const;

export const ADMIN_SHAPE: PolicyShape = {
  ...v1alpha1,
  tierOf: () => 'admin',
  priorityOf: readPriority,
};

/** The one policy named `default`; it needs no priority. */
export const BASELINE_SHAPE: PolicyShape = {
  ...v1alpha1,
  tierOf: () => 'baseline',
  priorityOf: () => 0,
};

export const CLUSTER_SHAPE: PolicyShape = {
  apiVersions: [
    'policy.networking.k8s.io/v1beta1',
    'policy.networking.k8s.io/v1alpha2',
  ],
  actions: { Accept: 'allow', Deny: 'deny', Pass: 'pass' },
  portsField: 'protocols',
  tierOf: spec => {
    switch (readText(spec, 'tier')) {
      case 'Admin':
        return 'admin';
      case 'Baseline':
        return 'baseline';
      default:
        return undefined;
    }
  },
  priorityOf: readPriority,
};

type Report = (problem: FieldProblem) => void;

const NAMELESS: readonly AdminPeerFact['kind'][] = [
  'nodes',
  'networks',
  'domains',
];
const TIERS: readonly Tier[] = ['admin', 'baseline'];
/**
 * Reads a policy of any shape: never fails, states what it could not read. A policy whose tier cannot be told is read as
 * one of each tier.
 */
export function parseAdminPolicy(
  ref: ObjectRef,
  object: KubeObject,
  shape: PolicyShape,
): { policies: readonly AdminPolicyFact[]; problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const report: Report = problem => problems.push(problem);
  if (!shape.apiVersions.includes(object.apiVersion)) {
    report({
      path: 'apiVersion',
      message: `The version ${
        object.apiVersion
      } is not known; ${shape.apiVersions.join(', ')} is.`,
    });
    return { policies: unreadable(ref, TIERS), problems };
  }
  const { spec } = object;
  const tier = shape.tierOf(spec);
  if (!isRecord(spec) || tier === undefined) {
    report({
      path: isRecord(spec) ? 'spec.tier' : 'spec',
      message: isRecord(spec)
        ? 'The tier is Admin or Baseline.'
        : 'The policy has no spec.',
    });
    return { policies: unreadable(ref, tier ? [tier] : TIERS), problems };
  }
  const priority = shape.priorityOf(spec);
  if (priority === undefined) {
    report({
      path: 'spec.priority',
      message: 'A priority is a whole number from 0 to 1000.',
    });
  }
  const rules = (direction: 'ingress' | 'egress') =>
    parseRules(spec, direction, { shape, report });
  return {
    policies: [
      {
        ref,
        tier,
        priority: priority ?? null,
        subject: parseSubject(spec.subject, report),
        ingress: rules('ingress'),
        egress: rules('egress'),
      },
    ],
    problems,
  };
}

function parseSubject(
  value: unknown,
  report: Report,
): AdminPolicyFact['subject'] {
  const path = 'spec.subject';
  const peer = parseAdminPeer(value, path, { report, inPolicy: 'subject' });
  return peer.kind === 'pods' ? peer.choice : 'unreadable';
}

function parseRules(
  spec: Readonly<Record<string, unknown>>,
  direction: 'ingress' | 'egress',
  { shape, report }: { shape: PolicyShape; report: Report },
): readonly AdminRuleFact[] {
  const path = `spec.${direction}`;
  const list = spec[direction] ?? [];
  if (!Array.isArray(list)) {
    report({ path, message: 'The rules must be a list.' });
    return [unreadableRule(path)];
  }
  return list.map((rule, i) =>
    parseRule(rule, `${path}[${i}]`, {
      shape,
      report,
      peersField: direction === 'ingress' ? 'from' : 'to',
    }),
  );
}

function parseRule(
  value: unknown,
  path: string,
  options: { shape: PolicyShape; report: Report; peersField: 'from' | 'to' },
): AdminRuleFact {
  const { shape, report, peersField } = options;
  const fields = ['name', 'action', peersField, shape.portsField];
  const unknownField = isRecord(value)
    ? Object.keys(value).find(key => !fields.includes(key))
    : undefined;
  if (!isRecord(value) || unknownField !== undefined) {
    report({
      path: unknownField === undefined ? path : `${path}.${unknownField}`,
      message:
        unknownField === undefined
          ? 'A rule must be an object.'
          : `The field ${unknownField} of a rule is not known.`,
    });
    return unreadableRule(path);
  }
  const action = shape.actions[readText(value, 'action') ?? ''];
  if (!action) {
    report({
      path: `${path}.action`,
      message: `The action is ${Object.keys(shape.actions).join(', ')}.`,
    });
  }
  const peers = value[peersField];
  if (!Array.isArray(peers) || peers.length === 0) {
    report({
      path: `${path}.${peersField}`,
      message: 'A rule needs at least one peer.',
    });
    return unreadableRule(path);
  }
  const read = peers.map((peer, i) =>
    refuseDomains(
      parseAdminPeer(peer, `${path}.${peersField}[${i}]`, {
        report,
        inPolicy: peersField === 'to' ? 'egress' : 'ingress',
      }),
      action,
      report,
    ),
  );
  const portsPath = `${path}.${shape.portsField}`;
  const ports = parseAdminPorts(value[shape.portsField], portsPath, report);
  return {
    path,
    action: action ?? 'unreadable',
    peers: read,
    ports: refusePortNames(ports, read, { path: portsPath, report }),
  };
}

/** Domain names are for rules that accept alone; what another would do with them is not said (v1alpha2, DomainNames). */
function refuseDomains(
  peer: AdminPeerFact,
  action: Outcome | undefined,
  report: Report,
): AdminPeerFact {
  if (peer.kind !== 'domains' || action === 'allow') {
    return peer;
  }
  report({
    path: `${peer.path}.domainNames`,
    message:
      'Domain names are only for rules that accept: what this one does is not specified.',
  });
  return { kind: 'unreadable', path: peer.path };
}

/** API servers refuse a name of a port beside peers whose ports have none (v1alpha2, ClusterNetworkPolicyEgressRule). */
function refusePortNames(
  ports: AdminRuleFact['ports'],
  peers: readonly AdminPeerFact[],
  { path, report }: { path: string; report: Report },
): AdminRuleFact['ports'] {
  const isNamed = (port: AdminRuleFact['ports'][number]) =>
    port !== 'unreadable' && port.port.kind === 'named';
  if (
    !ports.some(isNamed) ||
    !peers.some(({ kind }) => NAMELESS.includes(kind))
  ) {
    return ports;
  }
  report({
    path,
    message:
      'A port by name cannot stand beside nodes, networks or domainNames: API servers refuse the policy.',
  });
  return ['unreadable', ...ports.filter(port => !isNamed(port))];
}

function readPriority(spec: unknown): number | undefined {
  const priority = readNumber(spec, 'priority');
  return priority !== undefined &&
    Number.isInteger(priority) &&
    priority >= 0 &&
    priority <= 1000
    ? priority
    : undefined;
}

function unreadableRule(path: string): AdminRuleFact {
  return {
    path,
    action: 'unreadable',
    ports: [],
    peers: [{ kind: 'unreadable', path }],
  };
}

function unreadable(
  ref: ObjectRef,
  tiers: readonly Tier[],
): readonly AdminPolicyFact[] {
  const rules = [unreadableRule('spec')];
  return tiers.map(tier => ({
    ref,
    tier,
    priority: null,
    subject: 'unreadable',
    ingress: rules,
    egress: rules,
  }));
}
