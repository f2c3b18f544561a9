import type { RunnerUp } from '@portolan/plugin-traffic-common';
import { isClaim } from '../../../istio/claims';
import type { StringMatch } from '../../../istio/facts/stringMatch';
import type { HttpMatch } from '../../../istio/facts/virtualServices';
import type { AskedRequest } from '../../../request/AskedRequest';
import {
  allOf,
  matchString,
  notOf,
  toAnswer,
  type Answer,
} from './matchString';

/** Whether a match takes a request, and the first condition that does not hold. */
export interface HttpAnswer {
  readonly answer: Answer;
  readonly lostBy: RunnerUp['lostBy'];
}

const SECURE: readonly AskedRequest['scheme'][] = ['https', 'grpcs', 'tls'];

/** Whether a request comes over TLS. */
export function isSecure({ scheme }: AskedRequest): boolean {
  return SECURE.includes(scheme);
}

/** What is known of the claims that a proxy has verified before it routes: there are none, or what they say is not known. */
export type VerifiedClaims = 'none' | 'not-known';

/** All conditions of one HTTPMatchRequest as Envoy tests them; callers' labels and gateways are decided before. */
export function matchHttp(
  match: HttpMatch | null,
  request: AskedRequest,
  claims: () => VerifiedClaims,
): HttpAnswer {
  if (!match) {
    return { answer: 'yes', lostBy: 'later-in-list' };
  }
  const parts: readonly [RunnerUp['lostBy'], Answer][] = [
    ['path', matchPath(match, request.path)],
    ['method', ask(match.method, request.method)],
    ['header', allOf(headerAnswers(match, { request, claims }))],
    ['query-parameter', allOf(queryAnswers(match, request.query))],
    ['other-condition', ask(match.authority, authorityOf(request))],
    [
      'other-condition',
      ask(match.scheme, isSecure(request) ? 'https' : 'http'),
    ],
  ];
  const lost = parts.find(([, answer]) => answer === 'no');
  const open = parts.find(([, answer]) => answer === 'not-known');
  if (lost) {
    return { answer: 'no', lostBy: lost[0] };
  }
  return open
    ? { answer: 'not-known', lostBy: 'not-known' }
    : { answer: 'yes', lostBy: 'later-in-list' };
}

/** The Host header as a client sends it: with the port unless it is the scheme's own. */
export function authorityOf(request: AskedRequest): string {
  const own = isSecure(request) ? 443 : 80;
  return request.port === own
    ? request.host
    : `${request.host}:${request.port}`;
}

/** A prefix is one of the text (`/foo` takes `/foobar`); case counts unless the match says otherwise. */
function matchPath({ uri, ignoreUriCase }: HttpMatch, path: string): Answer {
  if (!uri) {
    return 'yes';
  }
  if (!ignoreUriCase || uri.type === 'any' || uri.type === 'regex') {
    return matchString(uri, path);
  }
  return matchString(
    { ...uri, value: uri.value.toLowerCase() },
    path.toLowerCase(),
  );
}

function ask(match: StringMatch | null, value: string): Answer {
  return match ? matchString(match, value) : 'yes';
}

function headerAnswers(
  { headers, withoutHeaders }: HttpMatch,
  { request, claims }: { request: AskedRequest; claims: () => VerifiedClaims },
): readonly Answer[] {
  const claimed = (): Answer => (claims() === 'none' ? 'no' : 'not-known');
  const present = Object.entries(headers).map(([name, match]): Answer => {
    if (isClaim(name)) {
      return claimed();
    }
    const value = headerOf(request, name);
    return value === undefined ? 'no' : matchHeader(match, value);
  });
  const absent = Object.entries(withoutHeaders).map(([name, match]): Answer => {
    if (isClaim(name)) {
      return notOf(claimed());
    }
    const value = headerOf(request, name);
    // A header that is not sent counts as an empty one, but for the condition that it is there at all.
    return isPresence(match)
      ? toAnswer(value === undefined)
      : notOf(matchHeader(match, value ?? ''));
  });
  return [...present, ...absent];
}

/** `{}` and the expression `*`, which is none, ask only whether the header is there. */
function isPresence(match: StringMatch): boolean {
  return (
    match.type === 'any' || (match.type === 'regex' && match.value === '*')
  );
}

function matchHeader(match: StringMatch, value: string): Answer {
  return isPresence(match) ? 'yes' : matchString(match, value);
}

function headerOf(request: AskedRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  switch (wanted) {
    case ':authority':
    case 'host':
      return authorityOf(request);
    case ':method':
      return request.method;
    case ':path':
      return request.query ? `${request.path}?${request.query}` : request.path;
    case ':scheme':
      return isSecure(request) ? 'https' : 'http';
    default:
      return Object.prototype.hasOwnProperty.call(request.headers, wanted)
        ? request.headers[wanted]
        : undefined;
  }
}

/** The first value of a parameter counts; names and values as they are sent. */
function queryAnswers(
  { queryParams }: HttpMatch,
  query: string,
): readonly Answer[] {
  const sent = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const at = pair.indexOf('=');
    const name = at < 0 ? pair : pair.slice(0, at);
    if (!sent.has(name)) {
      sent.set(name, at < 0 ? '' : pair.slice(at + 1));
    }
  }
  return Object.entries(queryParams).map(([name, match]) => {
    const value = sent.get(name);
    return value === undefined ? 'no' : matchHeader(match, value);
  });
}
