import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { boundedRegex } from '../../match/nginxRegex';
import type { AskedRequest } from '../../request/AskedRequest';
import type { Branch, Condition } from './branches';

type Answer = boolean | 'not-known';

const LOST_BY = {
  header: 'header',
  cookie: 'header',
  argument: 'query-parameter',
  variable: 'other-condition',
} as const;

/** The branch that takes a request; `not-known` where it hangs on a condition that cannot be told. */
export function selectBranch(
  branches: readonly Branch[],
  request: AskedRequest,
): Branch | 'not-known' {
  for (const branch of branches) {
    const missed = missOf(branch, request);
    if (missed === null) {
      return branch;
    }
    if (missed === 'not-known') {
      return 'not-known';
    }
  }
  return 'not-known';
}

/** Why a branch does not take a request; null when it does. */
export function missOf(
  { conditions }: Branch,
  request: AskedRequest,
): RunnerUp['lostBy'] | null {
  const answers = conditions.map(condition => ({
    condition,
    answer: holds(condition, request),
  }));
  const missed = answers.find(({ answer }) => answer === false);
  if (missed) {
    return LOST_BY[missed.condition.kind];
  }
  return answers.some(({ answer }) => answer === 'not-known')
    ? 'not-known'
    : null;
}

/**
 * As a `map` of NGINX: a text without regard to case, a regular expression behind `~` or `~*`, `!` for the contrary. What is not
 * sent is the empty text.
 */
function holds(
  { kind, subject, value }: Condition,
  request: AskedRequest,
): Answer {
  const sent = readSubject(kind, subject, request);
  if (sent === null) {
    return 'not-known';
  }
  const isNegative = value.startsWith('!');
  const wanted = isNegative ? value.slice(1) : value;
  if (!wanted.startsWith('~')) {
    return (sent.toLowerCase() === wanted.toLowerCase()) !== isNegative;
  }
  const ignoresCase = wanted.startsWith('~*');
  const found = boundedRegex(
    wanted.slice(ignoresCase ? 2 : 1),
    ignoresCase ? 'i' : '',
  )?.exec(sent);
  return found === undefined ? 'not-known' : (found !== null) !== isNegative;
}

function readSubject(
  kind: Condition['kind'],
  subject: string,
  request: AskedRequest,
): string | null {
  switch (kind) {
    case 'header':
      return readHeader(subject.toLowerCase(), request);
    case 'cookie':
      return readPair(readHeader('cookie', request).split(';'), subject);
    case 'argument':
      return readPair(request.query.split('&'), subject);
    default:
      return readVariable(subject, request);
  }
}

/** NGINX takes `-` and `_` in names of headers for the same. */
function readHeader(name: string, request: AskedRequest): string {
  if (name === 'host') {
    const usual = request.scheme === 'https' ? 443 : 80;
    return request.port === usual
      ? request.host
      : `${request.host}:${request.port}`;
  }
  const wanted = name.replaceAll('-', '_');
  const found = Object.entries(request.headers).find(
    ([key]) => key.replaceAll('-', '_') === wanted,
  );
  return found?.[1] ?? '';
}

/** The first of `name=value` with the name, whatever its case; not decoded. */
function readPair(pairs: readonly string[], name: string): string {
  const start = `${name.toLowerCase()}=`;
  const found = pairs
    .map(pair => pair.trim())
    .find(pair => pair.toLowerCase().startsWith(start));
  return found === undefined ? '' : found.slice(start.length);
}

function readVariable(name: string, request: AskedRequest): string | null {
  const isTls = request.scheme === 'https' || request.scheme === 'grpcs';
  switch (name) {
    case '$args':
    case '$query_string':
      return request.query;
    case '$request_method':
      return request.method;
    case '$scheme':
      return isTls ? 'https' : 'http';
    case '$https':
      return isTls ? 'on' : '';
    case '$remote_addr':
      return request.clientAddress ?? null;
    case '$request_uri':
      return requestUri(request);
    default:
      return null;
  }
}

export function requestUri({ path, query }: AskedRequest): string {
  return query === '' ? path : `${path}?${query}`;
}
