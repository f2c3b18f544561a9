import { compareRouteHostnames } from './gatewayHostname';
import { allAnswers } from './gatewayHttpMatch';
import type { PathAnswer } from './gatewayPath';
import { matchGatewayRegex, type RegexReading } from './gatewayRegex';
import {
  compareOrigins,
  findRankStep,
  type RankedMatch,
  type RankStep,
} from './gatewayRoutePrecedence';

/** The method of a GRPCRoute's match; null stands for any. */
export interface GrpcMethodMatch {
  /** Exact or RegularExpression. */
  readonly type: string;
  readonly service: string | null;
  readonly method: string | null;
}

/** Whether a match takes a call of `/service/method`; names compare with regard to case (GRPCMethodMatch). */
export function matchGrpcMethod(
  match: GrpcMethodMatch | null,
  path: string,
  reading: RegexReading = 'not-known',
): PathAnswer {
  if (!match) {
    return 'yes';
  }
  const [, service = '', method = ''] = path.split('/');
  const { type } = match;
  return allAnswers([
    matchName({ type, wanted: match.service, actual: service, reading }),
    matchName({ type, wanted: match.method, actual: method, reading }),
  ]);
}

function matchName(options: {
  type: string;
  wanted: string | null;
  actual: string;
  reading: RegexReading;
}): PathAnswer {
  const { type, wanted, actual, reading } = options;
  if (wanted === null) {
    return 'yes';
  }
  switch (type) {
    case 'Exact':
      return wanted === actual ? 'yes' : 'no';
    case 'RegularExpression':
      return matchGatewayRegex(wanted, actual, reading);
    default:
      return 'uncertain';
  }
}

export interface RankedGrpcMatch extends RankedMatch {
  readonly grpcMethod: GrpcMethodMatch | null;
}

/**
 * Winner first: more specific hostname, more characters in the service, then in the method, more headers; then the older
 * route, then namespace/name, then the first rule (GRPCRouteRule.matches).
 */
export function compareRankedGrpcMatches(
  a: RankedGrpcMatch,
  b: RankedGrpcMatch,
): number {
  return (
    compareRouteHostnames(a.hostname, b.hostname) ||
    lengthOf(b, 'service') - lengthOf(a, 'service') ||
    lengthOf(b, 'method') - lengthOf(a, 'method') ||
    b.match.headers.length - a.match.headers.length ||
    compareOrigins(a, b)
  );
}

/**
 * Whether the first of two matches surely goes before the second. How a regular expression ranks among exact names is the
 * implementation's: sure is what an exact name wins by its length too, and that any expression goes before no method at all.
 */
export function goesSurelyBefore(
  a: RankedGrpcMatch,
  b: RankedGrpcMatch,
): boolean {
  return (
    compareRankedGrpcMatches(a, b) < 0 &&
    (compareRouteHostnames(a.hostname, b.hostname) !== 0 ||
      b.grpcMethod === null ||
      isExact(a))
  );
}

function isExact({ grpcMethod }: RankedGrpcMatch): boolean {
  return grpcMethod === null || grpcMethod.type === 'Exact';
}

/** What decides between two matches of GRPCRoutes; undefined for one and itself. */
export function findGrpcRankStep(
  a: RankedGrpcMatch,
  b: RankedGrpcMatch,
): RankStep | undefined {
  const isByMethod =
    compareRouteHostnames(a.hostname, b.hostname) === 0 &&
    (lengthOf(a, 'service') !== lengthOf(b, 'service') ||
      lengthOf(a, 'method') !== lengthOf(b, 'method'));
  return isByMethod
    ? 'less-specific-path'
    : findRankStep(withoutPath(a), withoutPath(b));
}

/** The path is the method in another form, and ranks as that alone. */
function withoutPath(match: RankedGrpcMatch): RankedMatch {
  return { ...match, match: { ...match.match, path: null } };
}

function lengthOf(
  { grpcMethod }: RankedGrpcMatch,
  part: 'service' | 'method',
): number {
  return grpcMethod?.[part]?.length ?? 0;
}
