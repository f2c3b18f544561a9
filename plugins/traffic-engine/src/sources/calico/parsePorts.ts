import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';
import { isRecord } from '../../snapshot/read';

type Ports = readonly (PortRule | 'unreadable')[];

const NUMBERS: Readonly<Record<number, string>> = {
  6: 'TCP',
  17: 'UDP',
  132: 'SCTP',
};

/** Protocols that are about no port: a rule about one of them lets no connection of ours through, and stops none. */
const PORTLESS: ReadonlySet<string> = new Set(['ICMP', 'ICMPV6', 'UDPLITE']);

/**
 * The protocol and destination ports of a rule (docs.tigera.io, Rule and Ports); no entry is any port, null is none of a
 * connection's.
 */
export function parsePorts(
  rule: Readonly<Record<string, unknown>>,
  destination: Readonly<Record<string, unknown>>,
  path: string,
  report: (problem: FieldProblem) => void,
): Ports | null {
  const unreadable = (where: string, message: string): Ports => {
    report({ path: `${path}.${where}`, message });
    return ['unreadable'];
  };
  const only = readProtocol(rule.protocol);
  const not = readProtocol(rule.notProtocol);
  if (only === 'unreadable' || not === 'unreadable') {
    return unreadable(
      only === 'unreadable' ? 'protocol' : 'notProtocol',
      'A protocol is a name such as TCP or a number from 1 to 255.',
    );
  }
  const protocols = PROTOCOLS.filter(
    protocol => (only ?? protocol) === protocol && not !== protocol,
  );
  if (protocols.length === 0) {
    return null;
  }
  const ports = readPorts(destination.ports);
  const notPorts = readPorts(destination.notPorts);
  if (!ports || !notPorts) {
    return unreadable(
      ports ? 'destination.notPorts' : 'destination.ports',
      'A port is a number, a range such as "8000:8010" or a name.',
    );
  }
  if (notPorts.length > 0) {
    const left = portsWithout(
      ports.length > 0 ? ports : [{ kind: 'range', from: 1, to: 65535 }],
      notPorts,
    );
    if (left?.length === 0) {
      return null;
    }
    return left
      ? spread(protocols, left)
      : unreadable(
          'destination.notPorts',
          'Seen, not interpreted: ports of which some are excluded, where either is a name.',
        );
  }
  if (ports.length > 0) {
    return spread(protocols, ports);
  }
  return protocols.length === PROTOCOLS.length
    ? []
    : spread(protocols, [{ kind: 'any' }]);
}

function spread(
  protocols: readonly string[],
  ports: readonly PortRule['port'][],
): Ports {
  return protocols.flatMap(protocol => ports.map(port => ({ protocol, port })));
}

/** undefined: none is asked for. */
function readProtocol(value: unknown): string | 'unreadable' | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const number =
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') {
    return Number.isInteger(number) && number >= 0 && number <= 255
      ? NUMBERS[number] ?? `protocol ${number}`
      : 'unreadable';
  }
  if (typeof value !== 'string') {
    return 'unreadable';
  }
  const name = value.toUpperCase();
  return PROTOCOLS.includes(name) || PORTLESS.has(name) ? name : 'unreadable';
}

function readPorts(value: unknown): readonly PortRule['port'][] | undefined {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    return undefined;
  }
  const ports = value.map(readPort);
  return ports.includes(undefined)
    ? undefined
    : ports.flatMap(port => port ?? []);
}

function readPort(value: unknown): PortRule['port'] | undefined {
  if (typeof value === 'number') {
    return rangeOf(value, value);
  }
  if (typeof value !== 'string' || value === '' || isRecord(value)) {
    return undefined;
  }
  const [, from, to] = /^(\d+)(?::(\d+))?$/.exec(value) ?? [];
  if (from !== undefined) {
    return rangeOf(Number(from), Number(to ?? from));
  }
  return /^[a-zA-Z0-9_.-]+$/.test(value)
    ? { kind: 'named', name: value }
    : undefined;
}

/** Port 0 may begin a range, and no connection is to it. */
function rangeOf(from: number, to: number): PortRule['port'] | undefined {
  const first = from === 0 && to > 0 ? 1 : from;
  return isPortNumber(first) && isPortNumber(to) && first <= to
    ? { kind: 'range', from: first, to }
    : undefined;
}

/** What others leave of some ranges; undefined where one is a name, whose number each pod has its own. */
function portsWithout(
  ports: readonly PortRule['port'][],
  holes: readonly PortRule['port'][],
): readonly PortRule['port'][] | undefined {
  const whole = ports.flatMap(port => (port.kind === 'range' ? port : []));
  const gaps = holes.flatMap(hole => (hole.kind === 'range' ? hole : []));
  if (whole.length < ports.length || gaps.length < holes.length) {
    return undefined;
  }
  gaps.sort((a, b) => a.from - b.from);
  return whole.flatMap(range => {
    const left: PortRule['port'][] = [];
    let next = range.from;
    for (const { from, to } of gaps) {
      if (from > next && next <= range.to) {
        left.push({
          kind: 'range',
          from: next,
          to: Math.min(from - 1, range.to),
        });
      }
      next = Math.max(next, to + 1);
    }
    return next <= range.to
      ? [...left, { kind: 'range', from: next, to: range.to }]
      : left;
  });
}
