import type { NamespaceLabels } from '../../egress/namespaceLabels';
import { matchOutsideRanges, matchRanges } from '../../egress/ruleTables/peers';
import {
  matchAnyPod,
  matchPodSelection,
  readPodSelection,
} from '../../egress/ruleTables/podSelection';
import type { RulePeer } from '../../egress/ruleTables/RuleTable';
import { parseCidr, subtractRanges } from '../../match/cidr';
import type { Match } from '../../match/Match';
import type { FieldProblem } from '../../match/readLabelSelector';
import { labelKeysOf } from '../../match/renderSelector';
import type { ConnectionEnd } from '../../model/drafts';
import { isRecord, readList, readRecord, readText } from '../../snapshot/read';

/** The length of the longest host name (RFC 1035). */
const MAX_NAME = 255;

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
    readonly report: (problem: FieldProblem) => void;
  },
): AntreaPeer {
  const { namespace, labels, report } = context;
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
  if (
    value.podSelector === undefined &&
    value.namespaceSelector === undefined &&
    value.namespaces === undefined
  ) {
    // Groups, nodes, service accounts and scopes: there, and whom they mean is not read.
    return doubtful();
  }
  const read = readPodSelection(value, path);
  if (!read.ok) {
    return doubtful(read.problem);
  }
  const isOwn =
    readText(readRecord(value, 'namespaces'), 'match') === 'Self' ||
    (value.namespaceSelector === undefined && namespace !== null);
  return {
    path,
    labelKeys: labelKeysOf(read.selection.pods),
    matches: (end, subject) => {
      if (end.kind === 'any-pod') {
        return isOwn ? 'depends-on-peer' : matchAnyPod(read.selection);
      }
      return end.kind !== 'pod' ||
        (isOwn && end.namespace !== subject.namespace)
        ? 'no'
        : matchPodSelection(read.selection, end, labels);
    },
  };
}

function readBlock(value: unknown, path: string): AntreaPeer | undefined {
  const block = readRecord(value, 'ipBlock');
  const cidr = readText(block, 'cidr');
  const range = cidr === undefined ? undefined : parseCidr(cidr);
  const except = readList(block, 'except').filter(
    (text): text is string => typeof text === 'string',
  );
  if (cidr === undefined || !range) {
    return undefined;
  }
  const ranges = subtractRanges(
    range,
    except.flatMap(text => parseCidr(text) ?? []),
  );
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
