import type { RouteMatch, RunnerUp } from '@portolan/plugin-traffic-common';
import { matchGrpcMethod } from '../../../match/gatewayGrpcMatch';
import {
  matchHttpRequest,
  matchRequestHeaders,
  type HttpRequestFacts,
} from '../../../match/gatewayHttpMatch';
import { matchGatewayPath } from '../../../match/gatewayPath';
import type { RuleFact } from '../facts/routeFact';

/** The first condition of a match that does not hold. */
export interface Mismatch {
  readonly lostBy: Extract<
    RunnerUp['lostBy'],
    'path' | 'method' | 'header' | 'query-parameter'
  >;
  readonly params: RunnerUp['params'];
}

/** Why a match does not take a request; undefined where it does, or may. */
export function findMismatch(
  { matches, grpcMethods }: RuleFact,
  matchIndex: number,
  request: HttpRequestFacts,
): Mismatch | undefined {
  const match = matches[matchIndex];
  return (
    (grpcMethods
      ? grpcMethodMismatch(grpcMethods[matchIndex], request)
      : pathMismatch(match, request)) ?? valueMismatch(match, request)
  );
}

function grpcMethodMismatch(
  method: NonNullable<RuleFact['grpcMethods']>[number],
  request: HttpRequestFacts,
): Mismatch | undefined {
  return matchGrpcMethod(method, request.path) === 'no'
    ? {
        lostBy: 'path',
        params: { path: `/${method?.service ?? '*'}/${method?.method ?? '*'}` },
      }
    : undefined;
}

function pathMismatch(
  { path, method }: RouteMatch,
  request: HttpRequestFacts,
): Mismatch | undefined {
  if (path && matchGatewayPath(path, request.path) === 'no') {
    return { lostBy: 'path', params: { path: path.value } };
  }
  return method !== null && method !== request.method
    ? { lostBy: 'method', params: { method } }
    : undefined;
}

function valueMismatch(
  match: RouteMatch,
  request: HttpRequestFacts,
): Mismatch | undefined {
  const header = match.headers.find(
    one => matchRequestHeaders([one], request.headers) === 'no',
  );
  if (header) {
    return { lostBy: 'header', params: { header: header.name } };
  }
  const parameter = match.queryParams.find(
    one => matchHttpRequest(onlyParameter(one), request) === 'no',
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
