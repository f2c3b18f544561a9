import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';
import { isRecord, readList } from '../../snapshot/read';

type Ports = readonly (PortRule | 'unreadable')[];

/**
 * The ports of `toPorts` (docs.cilium.io, layer 4): without a protocol, or with ANY, all three; a name is looked up on the
 * destination; port 0 is any. Without an entry the rule is about any port; an entry without `ports`, or with none of a
 * connection's (ICMP), opens nothing.
 */
export function parsePorts(
  value: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): Ports | 'any' {
  if (value === undefined || value === null) {
    return 'any';
  }
  if (!Array.isArray(value)) {
    report({ path, message: 'toPorts must be a list.' });
    return ['unreadable'];
  }
  return value.length === 0
    ? 'any'
    : value.flatMap((entry, index) =>
        readList(entry, 'ports').flatMap((port, position) =>
          readPort(port, `${path}[${index}].ports[${position}]`, report),
        ),
      );
}

function readPort(
  value: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): Ports {
  const refuse = (message: string): Ports => {
    report({ path, message });
    return ['unreadable'];
  };
  if (!isRecord(value)) {
    return refuse('A port must be an object.');
  }
  const protocols = readProtocols(value.protocol);
  if (!protocols) {
    return refuse('A protocol is TCP, UDP, SCTP or ANY.');
  }
  const text = typeof value.port === 'number' ? String(value.port) : value.port;
  if (typeof text !== 'string' || text === '') {
    return refuse('A port is a number or a name, as text.');
  }
  const end = value.endPort === 0 ? undefined : value.endPort ?? undefined;
  const port = readNumbers(text, end);
  return port
    ? protocols.map(protocol => ({ protocol, port }))
    : refuse(
        'A port is a number between 0 and 65535, or a name of letters, digits and single hyphens, with a letter and at most 15 of them.',
      );
}

/** Other protocols (ICMP, VRRP, IGMP) are none of a connection's: no rule of ours. */
function readProtocols(value: unknown): readonly string[] | undefined {
  if (
    value === undefined ||
    value === null ||
    value === '' ||
    value === 'ANY'
  ) {
    return PROTOCOLS;
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const protocol = value.toUpperCase();
  if (PROTOCOLS.includes(protocol)) {
    return [protocol];
  }
  return /^(ICMP|ICMPV6|VRRP|IGMP)$/.test(protocol) ? [] : undefined;
}

function readNumbers(text: string, end: unknown): PortRule['port'] | undefined {
  if (!/^\d+$/.test(text)) {
    return end === undefined && isServiceName(text)
      ? { kind: 'named', name: text.toLowerCase() }
      : undefined;
  }
  const from = Number(text);
  if (from === 0) {
    return { kind: 'any' };
  }
  const to = end ?? from;
  return isPortNumber(from) && isPortNumber(to) && from <= to
    ? { kind: 'range', from, to }
    : undefined;
}

/** A name as IANA registers them, which Cilium compares in lower case (PortProtocol.sanitize, pkg/policy/api). */
function isServiceName(text: string): boolean {
  return (
    text.length <= 15 &&
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/i.test(text) &&
    /[a-z]/i.test(text)
  );
}
