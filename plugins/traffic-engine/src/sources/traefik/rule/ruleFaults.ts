import { parseAddress, parseCidr } from '../../../match/cidr';
import type { MatcherCall, Rule } from './Rule';

const SERVER_NAME = /^[\w.:-]+$/;
/** The protocol by which certificates are issued; Traefik keeps it to itself. */
const ACME_PROTOCOL = 'acme-tls/1';

/**
 * Why Traefik does not build a router for a rule that its grammar allows, in sentences without an end. Regular expressions are
 * not looked at, nor server names in other scripts, which newer releases take.
 */
export function ruleFaults(
  rule: Rule,
  { needsTls }: { needsTls: boolean },
): readonly string[] {
  const calls = matchersOf(rule);
  const [name] = calls.filter(({ matcher }) => matcher === 'HostSNI');
  return [
    ...(needsTls && name && name.values[0] !== '*'
      ? [
          `the rule asks for the server name ${name.values[0]}, and there is no tls`,
        ]
      : []),
    ...new Set(calls.flatMap(faultsOf)),
  ];
}

function faultsOf({ matcher, values: [value] }: MatcherCall): string[] {
  switch (matcher) {
    case 'Path':
    case 'PathPrefix':
      return value.startsWith('/')
        ? []
        : [`the path ${value} does not begin with a slash`];
    case 'Host':
    case 'HostRegexp':
      return isAscii(value)
        ? []
        : [`the host ${value} has characters that are not ASCII`];
    case 'HostSNI':
      return value.startsWith('*') || !isAscii(value) || SERVER_NAME.test(value)
        ? []
        : [`${value} is no server name`];
    case 'ClientIP':
      return parseCidr(value) ?? parseAddress(value)
        ? []
        : [`${value} is no address and no range of addresses`];
    case 'ALPN':
      return value === ACME_PROTOCOL
        ? [`the protocol ${value} is Traefik’s own`]
        : [];
    default:
      return [];
  }
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) {
      return false;
    }
  }
  return true;
}

function matchersOf(rule: Rule): readonly MatcherCall[] {
  switch (rule.kind) {
    case 'match':
      return [rule];
    case 'not':
      return matchersOf(rule.rule);
    default:
      return [...matchersOf(rule.left), ...matchersOf(rule.right)];
  }
}
