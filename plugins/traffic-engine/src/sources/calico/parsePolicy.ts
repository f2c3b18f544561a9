import type { ObjectRef } from '@portolan/plugin-traffic-common';
import type { PodEnd } from '../../egress/podGroups';
import type {
  Direction,
  RulePeer,
  TablePolicy,
} from '../../egress/ruleTables/RuleTable';
import { allMatch, type Doubt, type Match } from '../../match/Match';
import type { PortRule } from '../../match/port';
import type { KubeObject } from '../../snapshot/KubeObject';
import {
  isRecord,
  readFlag,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { orderOf } from './order';
import { parsePeer, readSelector, type Context } from './parsePeer';
import { parsePorts } from './parsePorts';
import { matchSelector, selectorKeys } from './parseSelector';
import { accountSubject, namespaceSubject, podSubject } from './subjects';
import { DEFAULT_TIER } from './tiers';

/** `unknown`: the action is none that Calico has. */
export type Action = 'Allow' | 'Deny' | 'Pass' | 'unknown';

export interface CalicoRule {
  readonly action: Action;
  readonly path: string;
  readonly ports: readonly (PortRule | 'unreadable')[];
  readonly peers: readonly RulePeer[] | null;
  readonly doubt?: Doubt;
  /** What it names by itself, for the dependencies that it declares. */
  readonly domains: readonly string[];
  readonly nets: readonly string[];
}

/** A policy as read, before it stands in the table of its tier. */
export interface CalicoPolicy {
  readonly ref: ObjectRef;
  readonly namespace: string | null;
  readonly tier: string;
  /** Infinity where it has none: it stands last. */
  readonly order: number;
  readonly selects: TablePolicy['selects'];
  /** Whether it is about a direction, with rules or without. */
  readonly covers: Readonly<Record<Direction, boolean>>;
  readonly rules: Readonly<Record<Direction, readonly CalicoRule[]>>;
}

const KNOWN: ReadonlySet<string> = new Set([
  'tier',
  'order',
  'selector',
  'namespaceSelector',
  'serviceAccountSelector',
  'types',
  'ingress',
  'egress',
  'performanceHints',
  'applyOnForward',
  'doNotTrack',
  'preDNAT',
]);
const RULE_FIELDS: ReadonlySet<string> = new Set([
  'action',
  'protocol',
  'notProtocol',
  'source',
  'destination',
  'metadata',
]);

/** A NetworkPolicy or GlobalNetworkPolicy (docs.tigera.io); undefined where it is about no pod. */
export function parsePolicy(
  ref: ObjectRef,
  object: KubeObject,
  context: Context,
): CalicoPolicy | undefined {
  const spec = isRecord(object.spec) ? object.spec : {};
  // Both are about packets of host endpoints alone.
  if (readFlag(spec, 'doNotTrack') || readFlag(spec, 'preDNAT')) {
    return undefined;
  }
  const unknownField = Object.keys(spec).find(field => !KNOWN.has(field));
  if (unknownField !== undefined) {
    context.report({
      path: `spec.${unknownField}`,
      severity: 'warning',
      message: `Seen, not interpreted: ${unknownField} of a policy.`,
    });
  }
  const { order } = spec;
  const isOrdered =
    order === undefined || order === null || typeof order === 'number';
  if (!isOrdered) {
    context.report({ path: 'spec.order', message: 'An order is a number.' });
  }
  const rulesOf = (direction: Direction) =>
    readList(spec, direction).flatMap((rule, index) =>
      readRule(rule, `spec.${direction}[${index}]`, direction, context),
    );
  return {
    ref,
    namespace: context.namespace,
    tier: readText(spec, 'tier') || DEFAULT_TIER,
    order: orderOf(spec, Infinity),
    selects: readSubject(
      spec,
      { isNarrowed: unknownField !== undefined || !isOrdered },
      context,
    ),
    covers: readTypes(spec),
    rules: { egress: rulesOf('egress'), ingress: rulesOf('ingress') },
  };
}

/** Without `types`, a policy is about the directions that it has rules for, and about ingress where it has none. */
function readTypes(spec: UnknownRecord): CalicoPolicy['covers'] {
  const types = readList(spec, 'types');
  if (types.length > 0) {
    return {
      egress: types.includes('Egress'),
      ingress: types.includes('Ingress'),
    };
  }
  const egress = readList(spec, 'egress').length > 0;
  return { egress, ingress: !egress || readList(spec, 'ingress').length > 0 };
}

function readSubject(
  spec: UnknownRecord,
  { isNarrowed }: { readonly isNarrowed: boolean },
  context: Context,
): TablePolicy['selects'] {
  const { namespace, labels } = context;
  const pods = readSelector(spec, 'selector', 'spec', context);
  const where = readSelector(spec, 'namespaceSelector', 'spec', context);
  const accounts = readSelector(
    spec,
    'serviceAccountSelector',
    'spec',
    context,
  );
  if (pods && pods !== 'unreadable') {
    context.mention(selectorKeys(pods));
  }
  const ask = (
    selector: typeof pods,
    subject: () => ReturnType<typeof podSubject>,
  ): Match => {
    if (selector === 'unreadable') {
      return 'policy-not-readable';
    }
    return selector ? matchSelector(selector, subject()) : 'yes';
  };
  return (pod: PodEnd) =>
    namespace !== null && namespace !== pod.namespace
      ? 'no'
      : allMatch([
          ask(pods, () => podSubject(pod, labels)),
          ask(where, () => namespaceSubject(pod.namespace, labels)),
          ask(accounts, () => accountSubject(pod)),
          isNarrowed ? 'policy-not-readable' : 'yes',
        ]);
}

function readRule(
  value: unknown,
  path: string,
  direction: Direction,
  context: Context,
): readonly CalicoRule[] {
  const rule = isRecord(value) ? value : {};
  const action = actionOf(rule.action);
  if (action === 'Log') {
    return [];
  }
  if (action === 'unknown') {
    context.report({
      path: `${path}.action`,
      message: 'An action is Allow, Deny, Pass or Log.',
    });
  }
  const destination = readRecord(rule, 'destination');
  const ports = parsePorts(rule, destination, path, context.report);
  if (!ports) {
    return [];
  }
  const [side, own] =
    direction === 'egress'
      ? (['destination', 'source'] as const)
      : (['source', 'destination'] as const);
  const entity = readRecord(rule, side);
  const peer = parsePeer(entity, `${path}.${side}`, context);
  const itself = parsePeer(
    withoutPorts(readRecord(rule, own)),
    `${path}.${own}`,
    context,
  );
  const narrowing = narrowingFields(rule);
  narrowing.forEach(field =>
    context.report({
      path: `${path}.${field}`,
      severity: 'warning',
      message: `Seen, not interpreted: ${field} of a rule.`,
    }),
  );
  return [
    {
      action,
      path,
      ports,
      peers: bothEnds(peer, itself),
      domains: textsOf(entity, 'domains'),
      nets: textsOf(entity, 'nets'),
      ...(narrowing.length > 0 || action === 'unknown'
        ? { doubt: 'policy-not-readable' as const }
        : {}),
    },
  ];
}

/** A rule may say which of the policy's own pods it is about: both ends have to be as it says. */
function bothEnds(
  peer: RulePeer | null,
  itself: RulePeer | null,
): readonly RulePeer[] | null {
  if (!itself) {
    return peer && [peer];
  }
  return [
    {
      path: (peer ?? itself).path,
      matches: (end, subject) =>
        allMatch([
          itself.matches(subject, subject),
          peer ? peer.matches(end, subject) : 'yes',
        ]),
    },
  ];
}

function withoutPorts({
  ports: _ports,
  notPorts: _notPorts,
  ...entity
}: UnknownRecord): UnknownRecord {
  return entity;
}

/** Parts that leave fewer connections to a rule, and are not read: source ports, and what is no part of a rule. */
function narrowingFields(rule: UnknownRecord): readonly string[] {
  return [
    ...Object.keys(rule).filter(field => !RULE_FIELDS.has(field)),
    ...['ports', 'notPorts']
      .filter(field => field in readRecord(rule, 'source'))
      .map(field => `source.${field}`),
  ];
}

function actionOf(value: unknown): Action | 'Log' {
  switch (value) {
    case 'Allow':
    case 'Deny':
    case 'Pass':
    case 'Log':
      return value;
    default:
      return 'unknown';
  }
}

function textsOf(value: unknown, field: string): readonly string[] {
  return readList(value, field).filter(
    (text): text is string => typeof text === 'string',
  );
}
