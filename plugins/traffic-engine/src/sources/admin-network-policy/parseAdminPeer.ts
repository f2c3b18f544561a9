import { parseCidr } from '../../match/cidr';
import type { LabelSelector } from '../../match/labels';
import {
  readLabelSelector,
  type FieldProblem,
} from '../../match/readLabelSelector';
import { isRecord } from '../../snapshot/read';
import type {
  AdminPeerFact,
  NamespaceChoice,
  PodChoice,
} from './AdminPolicyFact';

type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FieldProblem };

const fail = (path: string, message: string) => ({
  ok: false as const,
  problem: { path, message },
});

/** The sorts of peers that each place in a policy may have. */
const SORTS: Readonly<
  Record<'subject' | 'ingress' | 'egress', readonly string[]>
> = {
  subject: ['namespaces', 'pods'],
  ingress: ['namespaces', 'pods'],
  egress: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
};

/**
 * One peer of a rule, or the subject of a policy: exactly one field of those that its place may have. A field that is not
 * known there makes the peer `not-known`.
 */
export function parseAdminPeer(
  value: unknown,
  path: string,
  options: {
    report: (problem: FieldProblem) => void;
    inPolicy: keyof typeof SORTS;
  },
): AdminPeerFact {
  const { report, inPolicy } = options;
  const sorts = SORTS[inPolicy];
  const fields = isRecord(value) ? Object.keys(value) : [];
  const [field] = fields;
  if (!isRecord(value) || fields.length !== 1 || !sorts.includes(field)) {
    report({
      path,
      message: `Exactly one of ${sorts.join(', ')} is needed here.`,
    });
    return { kind: fields.length > 1 ? 'unreadable' : 'not-known', path };
  }
  const peer = readPeer(field, value[field], `${path}.${field}`);
  if (!peer.ok) {
    report(peer.problem);
    return { kind: 'unreadable', path };
  }
  return { path, ...peer.value };
}

type PeerBody =
  | { readonly kind: 'pods'; readonly choice: PodChoice }
  | Omit<Extract<AdminPeerFact, { kind: 'networks' }>, 'path'>
  | { readonly kind: 'nodes'; readonly selector: LabelSelector }
  | { readonly kind: 'domains'; readonly patterns: readonly string[] };

function readPeer(
  field: string,
  value: unknown,
  path: string,
): Reading<PeerBody> {
  switch (field) {
    case 'namespaces': {
      const namespaces = readNamespaces(value, path);
      return namespaces.ok
        ? {
            ok: true,
            value: {
              kind: 'pods',
              choice: { namespaces: namespaces.value, pods: {} },
            },
          }
        : namespaces;
    }
    case 'pods':
      return readPods(value, path);
    case 'nodes': {
      const nodes = readLabelSelector(value, path);
      return nodes.ok
        ? {
            ok: true,
            value: { kind: 'nodes', selector: nodes.selector },
          }
        : nodes;
    }
    case 'networks':
      return readNetworks(value, path);
    default:
      return readDomains(value, path);
  }
}

function readPods(value: unknown, path: string): Reading<PeerBody> {
  if (!isRecord(value)) {
    return fail(path, 'Pods are chosen by an object.');
  }
  const hasOldForm = 'namespaces' in value;
  const namespaces = readNamespaces(
    hasOldForm ? value.namespaces : value.namespaceSelector,
    `${path}.${hasOldForm ? 'namespaces' : 'namespaceSelector'}`,
  );
  const pods = readLabelSelector(value.podSelector, `${path}.podSelector`);
  if (!namespaces.ok) {
    return namespaces;
  }
  return pods.ok
    ? {
        ok: true,
        value: {
          kind: 'pods',
          choice: { namespaces: namespaces.value, pods: pods.selector },
        },
      }
    : pods;
}

/** A label selector, or one of the three forms that early releases of v1alpha1 wrapped it in. */
function readNamespaces(
  value: unknown,
  path: string,
): Reading<NamespaceChoice> {
  if (isRecord(value)) {
    for (const [field, kind] of [
      ['sameLabels', 'same'],
      ['notSameLabels', 'different'],
    ] as const) {
      const keys = value[field];
      if (keys !== undefined) {
        return Array.isArray(keys) &&
          keys.every((key): key is string => typeof key === 'string')
          ? { ok: true, value: { kind, keys } }
          : fail(`${path}.${field}`, 'Label keys must be a list of texts.');
      }
    }
    if ('namespaceSelector' in value) {
      return readSelector(value.namespaceSelector, `${path}.namespaceSelector`);
    }
  }
  return readSelector(value, path);
}

function readSelector(value: unknown, path: string): Reading<NamespaceChoice> {
  const read = readLabelSelector(value, path);
  return read.ok
    ? { ok: true, value: { kind: 'selector', selector: read.selector } }
    : read;
}

function readNetworks(value: unknown, path: string): Reading<PeerBody> {
  if (!Array.isArray(value) || value.length === 0) {
    return fail(path, 'Networks must be a list of ranges of addresses.');
  }
  const ranges = value.map(cidr =>
    typeof cidr === 'string' ? parseCidr(cidr) : undefined,
  );
  const wrong = ranges.findIndex(range => range === undefined);
  return wrong < 0
    ? {
        ok: true,
        value: {
          kind: 'networks',
          cidrs: value.map(String),
          ranges: ranges.flatMap(range => range ?? []),
        },
      }
    : fail(
        `${path}[${wrong}]`,
        `${JSON.stringify(
          value[wrong],
        )} is not a range of addresses such as 10.0.0.0/8 or 2001:db8::/32.`,
      );
}

/** What the schema takes: whole labels, with an asterisk for the first alone (v1alpha2, DomainName). */
const DOMAIN =
  /^(\*\.)?([a-z0-9]([-a-z0-9_]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9_]*[a-z0-9])?$/;

function readDomains(value: unknown, path: string): Reading<PeerBody> {
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    !value.every((name): name is string => typeof name === 'string')
  ) {
    return fail(path, 'Domain names must be a list of texts.');
  }
  const patterns = value.map(name => name.toLowerCase().replace(/\.$/, ''));
  const wrong = patterns.findIndex(pattern => !DOMAIN.test(pattern));
  return wrong < 0
    ? { ok: true, value: { kind: 'domains', patterns } }
    : fail(
        `${path}[${wrong}]`,
        `${JSON.stringify(
          value[wrong],
        )} is no domain name such as api.example.com or *.example.com.`,
      );
}
