import type { RouteMatch } from '@portolan/plugin-traffic-common';
import { matchGatewayPath, type PathAnswer } from './gatewayPath';
import { matchGatewayRegex, type RegexReading } from './gatewayRegex';

/** An HTTP request as the matches of an HTTPRoute see it. */
export interface HttpRequestFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether all conditions of one match hold (HTTPRouteMatch: fields of one match are joined by and). */
export function matchHttpRequest(
  match: RouteMatch,
  request: HttpRequestFacts,
  reading: RegexReading = 'not-known',
): PathAnswer {
  if (match.method !== null && match.method !== request.method) {
    return 'no';
  }
  return allAnswers([
    match.path ? matchGatewayPath(match.path, request.path, reading) : 'yes',
    matchRequestHeaders(match.headers, request.headers, reading),
    ...match.queryParams.map(param =>
      matchValue(param, findQueryParam(request.query, param.name), reading),
    ),
  ]);
}

/** Whether all header matches hold; header names compare without regard to case (HTTPHeaderMatch.name). */
export function matchRequestHeaders(
  matches: RouteMatch['headers'],
  headers: Readonly<Record<string, string>>,
  reading: RegexReading = 'not-known',
): PathAnswer {
  return allAnswers(
    matches.map(match =>
      matchValue(match, findHeader(headers, match.name), reading),
    ),
  );
}

/** A single `no` decides, whatever is not certain of the others. */
export function allAnswers(answers: readonly PathAnswer[]): PathAnswer {
  if (answers.includes('no')) {
    return 'no';
  }
  return answers.includes('uncertain') ? 'uncertain' : 'yes';
}

function matchValue(
  { type, value }: { type: string; value: string },
  actual: string | undefined,
  reading: RegexReading,
): PathAnswer {
  if (actual === undefined) {
    return 'no';
  }
  switch (type) {
    case 'Exact':
      return actual === value ? 'yes' : 'no';
    case 'RegularExpression':
      return matchGatewayRegex(value, actual, reading);
    default:
      return 'uncertain';
  }
}

function findHeader(
  headers: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers).find(
    ([key]) => key.toLowerCase() === wanted,
  )?.[1];
}

/** The first value of a parameter, as is recommended where it is repeated (HTTPQueryParamMatch.name). */
function findQueryParam(query: string, name: string): string | undefined {
  for (const pair of query.split('&')) {
    const [key, ...value] = pair.split('=');
    if (decode(key) === name) {
      return decode(value.join('='));
    }
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
