import { isPortNumber, PROTOCOLS, type PortRule } from '../../match/port';
import type { FieldProblem } from '../../match/readLabelSelector';
import { isRecord } from '../../snapshot/read';

const FIELDS = ['protocol', 'port', 'endPort'];

/** One entry of a rule's `ports`: a number, a range up to `endPort`, a name, or every port of a protocol (TCP by default). */
export function parsePort(
  value: unknown,
  path: string,
  report: (problem: FieldProblem) => void,
): PortRule | 'unreadable' {
  const refuse = (field: string, message: string): 'unreadable' => {
    report({ path: field ? `${path}.${field}` : path, message });
    return 'unreadable';
  };
  if (!isRecord(value)) {
    return refuse('', 'A port of a rule must be an object.');
  }
  const unknownField = Object.keys(value).find(key => !FIELDS.includes(key));
  if (unknownField !== undefined) {
    return refuse(
      unknownField,
      `The field ${unknownField} of a port is not known.`,
    );
  }
  const protocol = value.protocol ?? 'TCP';
  const port = value.port ?? null;
  const endPort = value.endPort ?? null;
  if (typeof protocol !== 'string' || !PROTOCOLS.includes(protocol)) {
    return refuse('protocol', 'A protocol is TCP, UDP or SCTP.');
  }
  if (port === null) {
    return endPort === null
      ? { protocol, port: { kind: 'any' } }
      : refuse('endPort', 'An endPort needs a port to start from.');
  }
  if (typeof port === 'string') {
    if (endPort !== null) {
      return refuse('endPort', 'A named port can have no endPort.');
    }
    return port === ''
      ? refuse('port', 'The name of a port must not be empty.')
      : { protocol, port: { kind: 'named', name: port } };
  }
  if (!isPortNumber(port)) {
    return refuse('port', 'A port number lies between 1 and 65535.');
  }
  if (endPort === null) {
    return { protocol, port: { kind: 'range', from: port, to: port } };
  }
  return isPortNumber(endPort) && endPort >= port
    ? { protocol, port: { kind: 'range', from: port, to: endPort } }
    : refuse('endPort', 'An endPort lies between its port and 65535.');
}
