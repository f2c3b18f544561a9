import { parseAddress, parseCidr } from '../../../match/cidr';
import { readGoRegexp } from './goRegexp';
import type { MatcherCall, Rule } from './Rule';

const SERVER_NAME = /^[\w.:-]+$/;
/** The protocol by which certificates are issued; Traefik keeps it to itself. */
const ACME_PROTOCOL = 'acme-tls/1';

/**
 * Why Traefik does not build a router for a rule that its grammar allows, in sentences without an end. Server names in other
 * scripts are not looked at: newer releases take them.
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

function faultsOf({ matcher, values: [value, second] }: MatcherCall): string[] {
  switch (matcher) {
    case 'Path':
    case 'PathPrefix':
      return value.startsWith('/')
        ? []
        : [`the path ${value} does not begin with a slash`];
    case 'Host':
      return hostFaults(value);
    case 'HostRegexp':
    case 'HostSNIRegexp':
      return [...hostFaults(value), ...patternFaults(value)];
    case 'PathRegexp':
      return patternFaults(value);
    case 'HeaderRegexp':
    case 'QueryRegexp':
      return second === undefined ? [] : patternFaults(second);
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

function hostFaults(value: string): string[] {
  return isAscii(value)
    ? []
    : [`the host ${value} has characters that are not ASCII`];
}

function patternFaults(pattern: string): string[] {
  return readGoRegexp(pattern).state === 'refused'
    ? [`${pattern} is no regular expression`]
    : [];
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
