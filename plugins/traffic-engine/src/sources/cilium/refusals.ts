import { overlap, parseAddress, parseCidr } from '../../match/cidr';
import type { FieldProblem } from '../../match/readLabelSelector';
import {
  isRecord,
  readList,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';

/** The entities of docs.cilium.io, "Entities based". */
const ENTITIES: readonly string[] = [
  'all',
  'world',
  'world-ipv4',
  'world-ipv6',
  'cluster',
  'host',
  'init',
  'ingress',
  'remote-node',
  'health',
  'unmanaged',
  'none',
  'kube-apiserver',
];
const MAX_PORTS = 40;

/**
 * What makes Cilium refuse a whole policy although each part of the rule can be read (Rule.Validate, pkg/policy/api): the API
 * server takes such a policy, and no agent enforces it.
 */
export function listRefusals(
  rule: UnknownRecord,
  path: string,
  side: 'to' | 'from',
): readonly FieldProblem[] {
  return [
    ...refusedPeers(rule, path, side),
    ...refusedPorts(rule, path, side),
    ...(readList(rule, 'icmps').length > 0 &&
    readList(rule, 'toPorts').length > 0
      ? [
          {
            path: `${path}.icmps`,
            message:
              'A rule is about ICMP or about ports: Cilium refuses a policy with both in one rule.',
          },
        ]
      : []),
  ];
}

function refusedPeers(
  rule: UnknownRecord,
  path: string,
  side: 'to' | 'from',
): readonly FieldProblem[] {
  const sorts = Object.keys(rule).filter(
    key =>
      new RegExp(`^${side}[A-Z]`).test(key) &&
      !key.endsWith('Ports') &&
      !key.endsWith('Requires') &&
      readList(rule, key).length > 0,
  );
  const entity = readList(rule, `${side}Entities`).findIndex(
    value => typeof value !== 'string' || !ENTITIES.includes(value),
  );
  return [
    ...(sorts.length > 1
      ? [
          {
            path: `${path}.${sorts[1]}`,
            message: `A rule has one sort of peers: Cilium refuses a policy that combines ${sorts[0]} with ${sorts[1]}. Write two rules.`,
          },
        ]
      : []),
    ...(entity >= 0
      ? [
          {
            path: `${path}.${side}Entities[${entity}]`,
            message: 'There is no such entity, so Cilium refuses the policy.',
          },
        ]
      : []),
    ...readList(rule, `${side}CIDRSet`).flatMap((entry, index) =>
      refusedRange(entry, `${path}.${side}CIDRSet[${index}]`),
    ),
  ];
}

function refusedRange(entry: unknown, path: string): readonly FieldProblem[] {
  const cidr = readText(entry, 'cidr');
  if (cidr === undefined) {
    return [];
  }
  if (!cidr.includes('/') && parseAddress(cidr)) {
    return [
      {
        path: `${path}.cidr`,
        message:
          'A single address stands here with its prefix (/32 or /128), or Cilium refuses the policy.',
      },
    ];
  }
  const range = parseCidr(cidr);
  return readList(entry, 'except').flatMap((text, index) => {
    const [address] = typeof text === 'string' ? text.split('/') : [''];
    const first = parseAddress(address);
    return range && first && !overlap(range, first)
      ? [
          {
            path: `${path}.except[${index}]`,
            message: `Cilium refuses a policy that takes ${text} out of ${cidr}, which does not hold it.`,
          },
        ]
      : [];
  });
}

function refusedPorts(
  rule: UnknownRecord,
  path: string,
  side: 'to' | 'from',
): readonly FieldProblem[] {
  return readList(rule, 'toPorts').flatMap((entry, index) => {
    const where = `${path}.toPorts[${index}]`;
    const ports = readList(entry, 'ports');
    const rules = readRecord(entry, 'rules');
    const sorts = Object.keys(rules).filter(
      sort => readList(rules, sort).length > 0,
    );
    const problems: FieldProblem[] = [];
    if (ports.length > MAX_PORTS) {
      problems.push({
        path: `${where}.ports`,
        message: `Cilium refuses a policy with more than ${MAX_PORTS} ports in one list.`,
      });
    }
    if (side === 'from' && sorts.includes('dns')) {
      problems.push({
        path: `${where}.rules.dns`,
        message:
          'Rules about questions for names belong to egress: Cilium refuses them on ingress.',
      });
    }
    const isForTcpAlone = sorts.some(sort => sort !== 'dns');
    const other = ports.findIndex(
      port =>
        isRecord(port) &&
        String(readText(port, 'protocol') ?? 'ANY').toUpperCase() !== 'TCP',
    );
    if (isForTcpAlone && other >= 0) {
      problems.push({
        path: `${where}.ports[${other}].protocol`,
        message: `Rules about requests (${sorts.join(
          ', ',
        )}) need ports with protocol: TCP, or Cilium refuses the policy.`,
      });
    }
    return problems;
  });
}
