import { compareRouteHostnames } from './gatewayHostname';
import type { PathAnswer } from './gatewayPath';
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
): PathAnswer {
  if (!match) {
    return 'yes';
  }
  if (match.type !== 'Exact') {
    return 'uncertain';
  }
  const [, service, method] = path.split('/');
  return (match.service ?? service) === service &&
    (match.method ?? method) === method
    ? 'yes'
    : 'no';
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
