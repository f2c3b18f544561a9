import type { Port } from '@portolan/plugin-traffic-common';
import type { PortRule } from '../match/port';

/** A port of a dependency, with its protocol; null for any. */
export interface DeclaredPort {
  readonly port: Port;
  readonly protocol: string | null;
}

/** The ports that a rule opens: one that is any where the rule names none, without those that cannot be read. */
export function declaredPorts(
  ports: readonly (PortRule | 'unreadable')[],
): readonly DeclaredPort[] {
  return ports.length === 0
    ? [{ port: null, protocol: null }]
    : ports.flatMap(rule =>
        rule === 'unreadable'
          ? []
          : [{ port: portOf(rule), protocol: rule.protocol }],
      );
}

/** The port of one entry: a number, a range, a name, or null for any. */
export function portOf({ port }: PortRule): Port {
  switch (port.kind) {
    case 'any':
      return null;
    case 'named':
      return port.name;
    default:
      return port.from === port.to
        ? port.from
        : { from: port.from, to: port.to };
  }
}
