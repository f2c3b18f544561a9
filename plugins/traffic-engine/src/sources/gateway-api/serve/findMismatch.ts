import type { RouteMatch, RunnerUp } from '@portolan/plugin-traffic-common';
import { matchGrpcMethod } from '../../../match/gatewayGrpcMatch';
import {
  matchHttpRequest,
  matchRequestHeaders,
  type HttpRequestFacts,
} from '../../../match/gatewayHttpMatch';
import { matchGatewayPath } from '../../../match/gatewayPath';
import type { RegexReading } from '../../../match/gatewayRegex';
import type { RuleFact } from '../facts/routeFact';

/** The first condition of a match that does not hold. */
export interface Mismatch {
  readonly lostBy: Extract<
    RunnerUp['lostBy'],
    'path' | 'method' | 'header' | 'query-parameter'
  >;
  readonly params: RunnerUp['params'];
}

/** A request, and how the one who is asked reads regular expressions. */
export interface AskedMatch {
  readonly request: HttpRequestFacts;
  readonly reading: RegexReading;
}

/** Why a match does not take a request; undefined where it does, or may. */
export function findMismatch(
  { matches, grpcMethods }: RuleFact,
  matchIndex: number,
  asked: AskedMatch,
): Mismatch | undefined {
  const match = matches[matchIndex];
  return (
    (grpcMethods
      ? grpcMethodMismatch(grpcMethods[matchIndex], asked)
      : pathMismatch(match, asked)) ?? valueMismatch(match, asked)
  );
}

function grpcMethodMismatch(
  method: NonNullable<RuleFact['grpcMethods']>[number],
  { request, reading }: AskedMatch,
): Mismatch | undefined {
  return matchGrpcMethod(method, request.path, reading) === 'no'
    ? {
        lostBy: 'path',
        params: { path: `/${method?.service ?? '*'}/${method?.method ?? '*'}` },
      }
    : undefined;
}

function pathMismatch(
  { path, method }: RouteMatch,
  { request, reading }: AskedMatch,
): Mismatch | undefined {
  if (path && matchGatewayPath(path, request.path, reading) === 'no') {
    return { lostBy: 'path', params: { path: path.value } };
  }
  return method !== null && method !== request.method
    ? { lostBy: 'method', params: { method } }
    : undefined;
}

function valueMismatch(
  match: RouteMatch,
  { request, reading }: AskedMatch,
): Mismatch | undefined {
  const header = match.headers.find(
    one => matchRequestHeaders([one], request.headers, reading) === 'no',
  );
  if (header) {
    return { lostBy: 'header', params: { header: header.name } };
  }
  const parameter = match.queryParams.find(
    one => matchHttpRequest(onlyParameter(one), request, reading) === 'no',
  );
  return (
    parameter && {
      lostBy: 'query-parameter',
      params: { parameter: parameter.name },
    }
  );
}

function onlyParameter(
  parameter: RouteMatch['queryParams'][number],
): RouteMatch {
  return { path: null, method: null, headers: [], queryParams: [parameter] };
}
