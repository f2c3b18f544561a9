import type { NamedPort, PortRange } from '../model/drafts';
import { anyMatch, type Match } from './Match';

/** One entry of a policy rule's list of ports. */
export interface PortRule {
  readonly protocol: string;
  readonly port:
    | { readonly kind: 'any' }
    | { readonly kind: 'range'; readonly from: number; readonly to: number }
    | { readonly kind: 'named'; readonly name: string };
}

/** The ports of a connection: one protocol, and a range that no rule splits (see `splitPorts`). */
export interface PortQuestion extends PortRange {
  readonly protocol: string;
  /** The destination's named ports; null when the destination is no pod, so that names mean nothing we could look up. */
  readonly namedPorts: readonly NamedPort[] | null;
}

export const ALL_PORTS: PortRange = { from: 1, to: 65535 };
export const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];

export function isPortNumber(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= ALL_PORTS.from &&
    value <= ALL_PORTS.to
  );
}

/** Whether a list of ports lets a connection through; no list is any port (networking/v1 NetworkPolicyEgressRule.ports). */
export function matchPorts(
  rules: readonly (PortRule | 'unreadable')[],
  question: PortQuestion,
): Match {
  if (rules.length === 0) {
    return 'yes';
  }
  const matchOne = (rule: PortRule | 'unreadable') =>
    rule === 'unreadable' ? 'policy-not-readable' : matchPort(rule, question);
  return rules.length === 1
    ? matchOne(rules[0])
    : anyMatch(rules.map(matchOne));
}

/** Whether one entry covers the connection's ports; a named port is the one that the destination gives this name. */
export function matchPort(rule: PortRule, question: PortQuestion): Match {
  if (rule.protocol !== question.protocol) {
    return 'no';
  }
  const { port } = rule;
  switch (port.kind) {
    case 'any':
      return 'yes';
    case 'range':
      return matchRange(port, question);
    default:
      return question.namedPorts
        ? anyMatch(
            question.namedPorts
              .filter(
                named =>
                  named.name === port.name && named.protocol === rule.protocol,
              )
              .map(named =>
                matchRange({ from: named.port, to: named.port }, question),
              ),
          )
        : 'depends-on-named-port';
  }
}

/**
 * Cuts a range of ports where rules begin or end, so that each rule covers a piece wholly or not at all: rules that cover
 * 1–1000 and 1001–65535 together cover every port.
 */
export function splitPorts(
  range: PortRange,
  rules: readonly PortRule[],
  namedPorts: readonly NamedPort[] | null,
): readonly PortRange[] {
  if (range.from === range.to) {
    return [range];
  }
  const starts = new Set([range.from]);
  const cut = (start: number) => {
    if (start > range.from && start <= range.to) {
      starts.add(start);
    }
  };
  for (const { port } of rules) {
    if (port.kind === 'range') {
      cut(port.from);
      cut(port.to + 1);
    } else if (port.kind === 'named') {
      for (const named of namedPorts ?? []) {
        if (named.name === port.name) {
          cut(named.port);
          cut(named.port + 1);
        }
      }
    }
  }
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((from, i) => ({
    from,
    to: i + 1 < sorted.length ? sorted[i + 1] - 1 : range.to,
  }));
}

function matchRange(rule: PortRange, question: PortRange): Match {
  if (rule.from <= question.from && question.to <= rule.to) {
    return 'yes';
  }
  return question.to < rule.from || rule.to < question.from
    ? 'no'
    : 'depends-on-port';
}
