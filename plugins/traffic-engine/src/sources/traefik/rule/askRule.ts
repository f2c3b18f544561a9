import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { parseAddress, parseCidr } from '../../../match/cidr';
import type { AskedRequest } from '../../../request/AskedRequest';
import { readGoRegexp } from './goRegexp';
import { matchHostExpression } from './hostExpression';
import type { MatcherCall, Rule } from './Rule';
import { sanitizePath } from './sanitizePath';

/** Whether a rule takes a request; of a no, the first condition that it fails, as far as the rule got. */
export type RuleAnswer =
  | { readonly answer: 'yes' }
  | { readonly answer: 'unknown' }
  | { readonly answer: 'no'; readonly missed: RunnerUp['lostBy'] };

const YES: RuleAnswer = { answer: 'yes' };
const UNKNOWN: RuleAnswer = { answer: 'unknown' };

/** Of two branches that both fail, the one that got farther is told. */
const STAGES: readonly RunnerUp['lostBy'][] = [
  'host',
  'path',
  'method',
  'header',
  'query-parameter',
  'other-condition',
];

/** Asks a rule about a request; regular expressions that are not asked, and addresses that are not given, leave it unknown. */
export function askRule(rule: Rule, request: AskedRequest): RuleAnswer {
  switch (rule.kind) {
    case 'match':
      return askMatcher(rule, request);
    case 'not': {
      const inner = askRule(rule.rule, request);
      switch (inner.answer) {
        case 'yes':
          return { answer: 'no', missed: 'other-condition' };
        case 'no':
          return YES;
        default:
          return UNKNOWN;
      }
    }
    case 'and': {
      const left = askRule(rule.left, request);
      if (left.answer === 'no') {
        return left;
      }
      const right = askRule(rule.right, request);
      return right.answer === 'no' || left.answer === 'yes' ? right : left;
    }
    default: {
      const left = askRule(rule.left, request);
      if (left.answer === 'yes') {
        return left;
      }
      const right = askRule(rule.right, request);
      if (right.answer === 'yes' || left.answer === 'unknown') {
        return right.answer === 'yes' ? right : left;
      }
      return right.answer === 'no' &&
        STAGES.indexOf(right.missed) < STAGES.indexOf(left.missed)
        ? left
        : right;
    }
  }
}

function askMatcher(call: MatcherCall, request: AskedRequest): RuleAnswer {
  const [first, second] = call.values;
  const { host, sni } = request;
  switch (call.matcher) {
    case 'Host':
      return say(matchHostExpression(first.toLowerCase(), host), 'host');
    case 'HostRegexp':
      // The name that a CNAME leads to is asked, too, and is empty where none is looked up.
      return sayPattern(first, [host, ''], 'host');
    case 'HostSNI':
      return first.includes('*') && first !== '*'
        ? UNKNOWN
        : sayServerName(first, sni ?? '');
    case 'HostSNIRegexp':
      return sayPattern(first, [sni ?? ''], 'host');
    case 'Path':
      return sayPath(request, path => say(path === first, 'path'));
    case 'PathPrefix':
      return sayPath(request, path => say(path.startsWith(first), 'path'));
    case 'PathRegexp':
      return sayPath(request, path => sayPattern(first, [path], 'path'));
    case 'Method':
      return say(request.method === first.toUpperCase(), 'method');
    case 'Header':
      return sayHeader(request, first, value =>
        say(value === second, 'header'),
      );
    case 'HeaderRegexp':
      return sayHeader(request, first, value =>
        sayPattern(second, [value], 'header'),
      );
    case 'Query':
    case 'QueryRegexp': {
      const all = new URLSearchParams(request.query).getAll(first);
      const values = call.isFirstOnly ? all.slice(0, 1) : all;
      return call.matcher === 'Query' || second === undefined
        ? say(values.includes(second ?? ''), 'query-parameter')
        : sayPattern(second, values, 'query-parameter');
    }
    case 'ClientIP':
      return sayAddress(first, request.clientAddress);
    default:
      return UNKNOWN;
  }
}

function say(holds: boolean, missed: RunnerUp['lostBy']): RuleAnswer {
  return holds ? YES : { answer: 'no', missed };
}

function sayPattern(
  pattern: string,
  values: readonly string[],
  missed: RunnerUp['lostBy'],
): RuleAnswer {
  const regexp = readGoRegexp(pattern);
  return regexp.state === 'known'
    ? say(
        values.some(value => regexp.test(value)),
        missed,
      )
    : UNKNOWN;
}

/** Encoded characters that Traefik keeps or refuses by its own configuration, and what is no encoded character. */
const ENCODED_BY_SETTING = /%(?:2[35F]|3[BF]|5C|00)|%(?![0-9A-F]{2})/i;
/** The other reserved characters stay encoded, so that a rule has to name them so. */
const KEPT_ENCODED = /%(?:2[146-9ABC]|3[AD]|40|5[BD])/gi;

/** A rule sees the path cleaned, and decoded but for the reserved characters of RFC 3986. */
function sayPath(
  { path }: AskedRequest,
  ask: (path: string) => RuleAnswer,
): RuleAnswer {
  if (ENCODED_BY_SETTING.test(path)) {
    return UNKNOWN;
  }
  const kept = path.replace(
    KEPT_ENCODED,
    encoded => `%25${encoded.slice(1).toUpperCase()}`,
  );
  try {
    return ask(sanitizePath(decodeURIComponent(kept)));
  } catch {
    return UNKNOWN;
  }
}

/** A header that was sent twice is one text here and two for Traefik. */
function sayHeader(
  { headers }: AskedRequest,
  name: string,
  ask: (value: string) => RuleAnswer,
): RuleAnswer {
  const value = headers[name.toLowerCase()];
  if (value === undefined) {
    return { answer: 'no', missed: 'header' };
  }
  const answer = ask(value);
  return answer.answer === 'no' && value.includes(', ') ? UNKNOWN : answer;
}

function sayAddress(range: string, address: string | undefined): RuleAnswer {
  const asked = address === undefined ? undefined : parseAddress(address);
  const wanted = parseCidr(range) ?? parseAddress(range);
  if (!asked || !wanted) {
    return UNKNOWN;
  }
  return say(
    wanted.version === asked.version &&
      wanted.first <= asked.first &&
      asked.last <= wanted.last,
    'other-condition',
  );
}

/** Whether letters in upper case are made lower case before depends on the release and the syntax. */
function sayServerName(name: string, serverName: string): RuleAnswer {
  const isSame =
    name.toLowerCase().replace(/\.$/, '') === serverName && serverName !== '';
  return isSame && name !== name.toLowerCase()
    ? UNKNOWN
    : say(name === '*' || isSame, 'host');
}
