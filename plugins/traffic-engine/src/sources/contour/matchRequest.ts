import type { RunnerUp } from '@portolan/plugin-traffic-common';
import type { AskedRequest } from '../../request/AskedRequest';
import type { ContourRule } from './ContourRule';
import type { ValueRule } from './conditions';
import { testWhole } from './testWhole';

type Answer = boolean | 'not-known';

/** Why a rule does not take a request that reached its virtual host; null when it does. */
export function missOf(
  { match }: ContourRule,
  request: AskedRequest,
): RunnerUp['lostBy'] | null {
  const { path, headers, queryParameters } = match;
  const answers: readonly (readonly [RunnerUp['lostBy'], Answer])[] = [
    ['path', takesPath(path, request.path)],
    ...headers.map(
      rule =>
        [
          rule.name === ':method' ? 'method' : 'header',
          takesHeader(rule, headerOf(rule.name, request)),
        ] as const,
    ),
    ...queryParameters.map(
      rule =>
        [
          'query-parameter',
          takesQuery(rule, valueIn(request.query, rule.name)),
        ] as const,
    ),
  ];
  const missed = answers.find(([, answer]) => answer === false);
  if (missed) {
    return missed[0];
  }
  return answers.some(([, answer]) => answer === 'not-known')
    ? 'not-known'
    : null;
}

/** A prefix of the text: Contour hands it to Envoy as `prefix`. */
function takesPath(path: ContourRule['match']['path'], asked: string): Answer {
  switch (path.type) {
    case 'exact':
      return asked === path.value;
    case 'prefix':
      return asked.startsWith(path.value);
    default:
      return testWhole(path.value, asked);
  }
}

/** The first value of a query parameter as it was sent: Envoy compares names and values without decoding them. */
function valueIn(query: string, name: string): string | null {
  const pairs = query === '' ? [] : query.split('&');
  const found = pairs.find(pair => pair.split('=', 1)[0] === name);
  return found === undefined ? null : found.slice(name.length + 1);
}

function headerOf(name: string, request: AskedRequest): string | null {
  switch (name) {
    case ':method':
      return request.method;
    case ':authority':
    case 'host':
      return request.host;
    default:
      return Object.hasOwn(request.headers, name)
        ? request.headers[name]
        : null;
  }
}

/** A header that is not there satisfies no condition but `notpresent`, unless it counts as empty. */
function takesHeader(rule: ValueRule, sent: string | null): Answer {
  if (rule.operator === 'present' || rule.operator === 'notpresent') {
    return (sent !== null) === (rule.operator === 'present');
  }
  const isNegative = rule.operator.startsWith('not');
  if (sent === null && !(isNegative && rule.treatMissingAsEmpty)) {
    return false;
  }
  const [text, value] = fold(rule, sent ?? '');
  switch (rule.operator) {
    case 'exact':
      return text === value;
    case 'notexact':
      return text !== value;
    case 'contains':
      return text.includes(value);
    case 'notcontains':
      return !text.includes(value);
    default:
      return testWhole(rule.value, text);
  }
}

function takesQuery(rule: ValueRule, sent: string | null): Answer {
  if (sent === null || rule.operator === 'present') {
    return sent !== null;
  }
  const [text, value] = fold(rule, sent);
  switch (rule.operator) {
    case 'exact':
      return text === value;
    case 'prefix':
      return text.startsWith(value);
    case 'suffix':
      return text.endsWith(value);
    case 'contains':
      return text.includes(value);
    default:
      return testWhole(rule.value, text);
  }
}

function fold({ ignoreCase, value }: ValueRule, text: string) {
  return ignoreCase
    ? ([text.toLowerCase(), value.toLowerCase()] as const)
    : ([text, value] as const);
}
