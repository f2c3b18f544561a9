import type { ClusterNodes } from '../../egress/clusterNodes';
import type { NamespaceLabels } from '../../egress/namespaceLabels';
import { matchOutsideRanges, matchRanges } from '../../egress/ruleTables/peers';
import {
  matchAnyPod,
  matchPodSelection,
  readPodSelection,
} from '../../egress/ruleTables/podSelection';
import type { RulePeer } from '../../egress/ruleTables/RuleTable';
import { parseCidr, subtractRanges } from '../../match/cidr';
import { allMatch, type Match } from '../../match/Match';
import {
  readLabelSelector,
  type FieldProblem,
} from '../../match/readLabelSelector';
import { labelKeysOf } from '../../match/renderSelector';
import type { ConnectionEnd } from '../../model/drafts';
import type { AntreaGroups } from './groups';
import {
  isRecord,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';

/** The length of the longest host name (RFC 1035). */
const MAX_NAME = 255;

const SELECTORS: readonly string[] = [
  'podSelector',
  'namespaceSelector',
  'namespaces',
];

/** What a peer means by itself, for the dependencies that a rule declares. */
export type PeerTarget =
  | { readonly kind: 'host'; readonly host: string }
  | {
      readonly kind: 'cidr';
      readonly cidr: string;
      readonly except: readonly string[];
    };

export interface AntreaPeer extends RulePeer {
  readonly target?: PeerTarget;
  /** The labels of pods that it looks at. */
  readonly labelKeys: readonly string[];
}

/**
 * One peer of a rule (antrea.io, NetworkPolicyPeer): selectors, a block of addresses, a name. A selector of pods without one of
 * namespaces means the policy's own namespace, or any for a cluster-wide policy.
 */
export function parsePeer(
  value: unknown,
  path: string,
  context: {
    /** null: the policy is cluster-wide. */
    readonly namespace: string | null;
    readonly labels: NamespaceLabels;
    readonly nodes: ClusterNodes;
    readonly groups: Pick<AntreaGroups, 'groupOf'>;
    readonly report: (problem: FieldProblem) => void;
  },
): AntreaPeer {
  const { namespace, labels, nodes, groups, report } = context;
  const doubtful = (problem?: FieldProblem): AntreaPeer => {
    if (problem) {
      report(problem);
    }
    return { path, labelKeys: [], matches: () => 'policy-not-readable' };
  };
  if (!isRecord(value)) {
    return doubtful({ path, message: 'A peer must be an object.' });
  }
  if (value.ipBlock !== undefined) {
    return readBlock(value, path) ?? doubtful(unreadable(path));
  }
  const fqdn = readText(value, 'fqdn');
  if (fqdn !== undefined && fqdn !== '') {
    return {
      path,
      labelKeys: [],
      target: { kind: 'host', host: plain(fqdn) },
      matches: end => matchName(fqdn, end),
    };
  }
  const group = readGroup(value);
  if (group !== undefined) {
    return { path, ...groups.groupOf(group, namespace) };
  }
  if (Object.keys(value).join() === 'nodeSelector') {
    const chosen = readLabelSelector(value.nodeSelector, path);
    return chosen.ok
      ? {
          path,
          labelKeys: [],
          matches: end =>
            end.kind === 'host' || end.kind === 'any-pod'
              ? 'no'
              : nodes.match(chosen.selector, end),
        }
      : doubtful(chosen.problem);
  }
  const account = readAccount(value);
  if (account) {
    return {
      path,
      labelKeys: [],
      matches: end => matchAccount(account, end),
    };
  }
  if (
    Object.keys(value).some(field => !SELECTORS.includes(field)) ||
    (value.podSelector === undefined &&
      value.namespaceSelector === undefined &&
      value.namespaces === undefined)
  ) {
    // Scopes and external entities: there, and whom they mean is not read.
    return doubtful();
  }
  const read = readPodSelection(value, path);
  if (!read.ok) {
    return doubtful(read.problem);
  }
  const relation = readRelation(value.namespaces, labels);
  if (!relation) {
    return doubtful({
      path: `${path}.namespaces`,
      message: 'Namespaces are chosen by match: Self or by sameLabels.',
    });
  }
  const isOwn =
    value.namespaces === undefined &&
    value.namespaceSelector === undefined &&
    namespace !== null;
  return {
    path,
    labelKeys: labelKeysOf(read.selection.pods),
    matches: (end, subject) => {
      if (end.kind === 'any-pod') {
        return isOwn || value.namespaces !== undefined
          ? 'depends-on-peer'
          : matchAnyPod(read.selection);
      }
      return end.kind !== 'pod' ||
        (isOwn && end.namespace !== subject.namespace)
        ? 'no'
        : allMatch([
            relation(end.namespace, subject.namespace),
            matchPodSelection(read.selection, end, labels),
          ]);
    },
  };
}

/** How the namespace of a peer has to stand to that of the pods a policy is for (antrea.io, PeerNamespaces). */
type Relation = (own: string, subject: string) => Match;

function readRelation(
  value: unknown,
  labels: NamespaceLabels,
): Relation | undefined {
  if (value === undefined || value === null) {
    return () => 'yes';
  }
  if (readText(value, 'match') === 'Self') {
    return (own, subject) => yesOrNo(own === subject);
  }
  const keys = readList(value, 'sameLabels');
  return keys.length > 0 &&
    keys.every((key): key is string => typeof key === 'string')
    ? (own, subject) =>
        allMatch(
          keys.map(key => {
            const pair = [own, subject].map(name => labels.labelOf(name, key));
            if (pair.includes(undefined)) {
              return 'no';
            }
            return pair.includes(null)
              ? 'kind-not-known'
              : yesOrNo(pair[0] === pair[1]);
          }),
        )
    : undefined;
}

/** The name of a group, where it is all that an entry names. */
export function readGroup(value: UnknownRecord): string | undefined {
  const name = readText(value, 'group');
  return Object.keys(value).length === 1 ? name : undefined;
}

/** A service account, where it is all that an entry names. */
export function readAccount(
  value: UnknownRecord,
): { readonly namespace: string; readonly name: string } | undefined {
  const name = readText(value.serviceAccount, 'name');
  const namespace = readText(value.serviceAccount, 'namespace');
  return Object.keys(value).length === 1 &&
    name !== undefined &&
    namespace !== undefined
    ? { namespace, name }
    : undefined;
}

/** Whether an end runs as a service account. */
export function matchAccount(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  end: ConnectionEnd,
): Match {
  switch (end.kind) {
    case 'any-pod':
      return 'depends-on-peer';
    case 'pod':
      return end.serviceAccount === undefined && end.namespace === namespace
        ? 'kind-not-known'
        : yesOrNo(end.namespace === namespace && end.serviceAccount === name);
    default:
      return 'no';
  }
}

function yesOrNo(holds: boolean): Match {
  return holds ? 'yes' : 'no';
}

function readBlock(value: unknown, path: string): AntreaPeer | undefined {
  const block = readRecord(value, 'ipBlock');
  const cidr = readText(block, 'cidr');
  const range = cidr === undefined ? undefined : parseCidr(cidr);
  const exceptions = readList(block, 'except');
  const except = exceptions.filter(
    (text): text is string => typeof text === 'string',
  );
  const holes = except.flatMap(text => parseCidr(text) ?? []);
  if (cidr === undefined || !range || holes.length < exceptions.length) {
    return undefined;
  }
  const ranges = subtractRanges(range, holes);
  return {
    path,
    labelKeys: [],
    target: { kind: 'cidr', cidr, except },
    matches: end =>
      end.kind === 'pod' || end.kind === 'any-pod'
        ? matchRanges(end, ranges)
        : matchOutsideRanges(end, ranges),
  };
}

/** `*` in a name stands for any characters (antrea.io, FQDN based policy). */
function matchName(name: string, end: ConnectionEnd): Match {
  switch (end.kind) {
    case 'host': {
      const expression = plain(name)
        .split('*')
        .map(part => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
        .join('.*');
      return name.length <= MAX_NAME &&
        (plain(end.host) === plain(name) ||
          new RegExp(`^${expression}$`).test(plain(end.host)))
        ? 'yes'
        : 'no';
    }
    case 'pod':
    case 'any-pod':
      return 'no';
    default:
      return 'depends-on-address';
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function unreadable(path: string): FieldProblem {
  return {
    path,
    message: 'The block is no range of addresses such as 10.0.0.0/8.',
  };
}
