import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';
import { isRecord } from '../../snapshot/read';

type Entry = readonly PortRule[] | { readonly wrong: string };

/**
 * The ports of a rule: `ports` of v1alpha1 (`portNumber`, `portRange`, `namedPort`) and `protocols` of v1alpha2 (`tcp`, `udp`,
 * `sctp`, `destinationNamedPort`), which share no field. No list is any port.
 */
export function parseAdminPorts(
  value: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): readonly (PortRule | 'unreadable')[] {
  const list = value ?? [];
  if (!Array.isArray(list)) {
    report({ path, message: 'Ports must be a list.' });
    return ['unreadable'];
  }
  return list.flatMap((entry, i): readonly (PortRule | 'unreadable')[] => {
    const read = readEntry(entry);
    if ('wrong' in read) {
      report({ path: `${path}[${i}]`, message: read.wrong });
      return ['unreadable'];
    }
    return read;
  });
}

function readEntry(value: unknown): Entry {
  const fields = isRecord(value) ? Object.keys(value) : [];
  const [field] = fields;
  if (!isRecord(value) || fields.length !== 1) {
    return { wrong: 'Exactly one sort of port is needed here.' };
  }
  const body = value[field];
  switch (field) {
    case 'namedPort':
    case 'destinationNamedPort':
      return readName(body);
    case 'portNumber':
    case 'portRange':
      return readNumbers(body, field);
    case 'tcp':
    case 'udp':
    case 'sctp':
      return readProtocol(field.toUpperCase(), body);
    default:
      return { wrong: `The sort of port ${field} is not known.` };
  }
}

/** A named port has the protocol that the pod gives it. */
function readName(name: unknown): Entry {
  return typeof name === 'string' && name !== ''
    ? PROTOCOLS.map(protocol => ({ protocol, port: { kind: 'named', name } }))
    : { wrong: 'The name of a port must be a text.' };
}

function readNumbers(value: unknown, field: 'portNumber' | 'portRange'): Entry {
  if (!isRecord(value)) {
    return { wrong: 'A port must be an object.' };
  }
  const protocol = value.protocol ?? 'TCP';
  if (typeof protocol !== 'string' || !PROTOCOLS.includes(protocol)) {
    return { wrong: 'A protocol is TCP, UDP or SCTP.' };
  }
  return field === 'portNumber'
    ? readRange(protocol, value.port, value.port)
    : readRange(protocol, value.start, value.end);
}

function readProtocol(protocol: string, value: unknown): Entry {
  if (!isRecord(value)) {
    return { wrong: 'A protocol must be an object.' };
  }
  const port = value.destinationPort;
  if (port === undefined) {
    return Object.keys(value).length === 0
      ? [{ protocol, port: { kind: 'any' } }]
      : { wrong: 'Only destinationPort of a protocol is known.' };
  }
  if (isRecord(port) && 'number' in port) {
    return readRange(protocol, port.number, port.number);
  }
  return isRecord(port) && isRecord(port.range)
    ? readRange(protocol, port.range.start, port.range.end)
    : { wrong: 'A destination port is a number or a range.' };
}

function readRange(protocol: string, from: unknown, to: unknown): Entry {
  return isPortNumber(from) && isPortNumber(to) && from <= to
    ? [{ protocol, port: { kind: 'range', from, to } }]
    : { wrong: 'A port number lies between 1 and 65535.' };
}
