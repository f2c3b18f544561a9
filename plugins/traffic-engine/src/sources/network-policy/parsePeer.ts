import { parseCidr, subtractRanges, type AddressRange } from '../../match/cidr';
import {
  readLabelSelector,
  type FieldProblem,
} from '../../match/readLabelSelector';
import { isRecord } from '../../snapshot/read';
import type { PeerFact } from './PolicyFact';

const FIELDS = ['podSelector', 'namespaceSelector', 'ipBlock'];

/** One entry of `from` or `to`: selectors (both must hold), or a block of addresses. */
export function parsePeer(
  value: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): PeerFact {
  const refuse = (problem: FieldProblem): PeerFact => {
    report(problem);
    return { kind: 'unreadable', path };
  };
  const fields = isRecord(value)
    ? Object.keys(value).filter(
        key => value[key] !== undefined && value[key] !== null,
      )
    : [];
  const unknownField = fields.find(field => !FIELDS.includes(field));
  if (!isRecord(value) || fields.length === 0 || unknownField !== undefined) {
    return refuse({
      path: unknownField === undefined ? path : `${path}.${unknownField}`,
      message:
        'A peer is a podSelector, a namespaceSelector, both of them, or an ipBlock.',
    });
  }
  if (fields.includes('ipBlock')) {
    return fields.length > 1
      ? refuse({
          path,
          message: 'A peer with an ipBlock can have no selector beside it.',
        })
      : parseBlock(value.ipBlock, path, refuse);
  }
  const pods = readLabelSelector(value.podSelector, `${path}.podSelector`);
  const namespaces = readLabelSelector(
    value.namespaceSelector,
    `${path}.namespaceSelector`,
  );
  if (!pods.ok) {
    return refuse(pods.problem);
  }
  if (!namespaces.ok) {
    return refuse(namespaces.problem);
  }
  return {
    kind: 'pods',
    path,
    pods: pods.selector,
    namespaces: fields.includes('namespaceSelector')
      ? namespaces.selector
      : null,
  };
}

function parseBlock(
  value: unknown,
  path: string,
  refuse: (problem: FieldProblem) => PeerFact,
): PeerFact {
  const block = isRecord(value) ? value : {};
  const cidr = readCidr(block.cidr);
  if (!cidr) {
    return refuse({
      path: `${path}.ipBlock.cidr`,
      message: notACidr(block.cidr),
    });
  }
  const list = block.except ?? [];
  if (!Array.isArray(list)) {
    return refuse({
      path: `${path}.ipBlock.except`,
      message: 'The exceptions of an ipBlock must be a list.',
    });
  }
  const except = list.map(readCidr);
  const wrong = except.findIndex(range => range === undefined);
  if (wrong >= 0) {
    return refuse({
      path: `${path}.ipBlock.except[${wrong}]`,
      message: notACidr(list[wrong]),
    });
  }
  const holes = except.flatMap(hole => hole ?? []);
  return {
    kind: 'addresses',
    path,
    cidr: cidr.text,
    except: holes.map(hole => hole.text),
    ranges: subtractRanges(
      cidr.range,
      holes.map(hole => hole.range),
    ),
  };
}

function readCidr(
  value: unknown,
): { text: string; range: AddressRange } | undefined {
  const range = typeof value === 'string' ? parseCidr(value) : undefined;
  return typeof value === 'string' && range
    ? { text: value, range }
    : undefined;
}

function notACidr(value: unknown): string {
  return `${
    JSON.stringify(value) ?? 'Nothing'
  } is not a range of addresses such as 10.0.0.0/8 or 2001:db8::/32.`;
}
