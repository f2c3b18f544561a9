import type { HttpRoute } from '../../../istio/facts/virtualServices';

type Abort = NonNullable<NonNullable<HttpRoute['fault']>['abort']>;

/** The HTTP status by which Envoy says a gRPC status to a client of plain HTTP (Grpc::Utility::grpcToHttpStatus). */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

/** What an injected fault answers; undefined where it says neither an HTTP nor a gRPC status, and so aborts nothing. */
export function abortedWith(abort: Abort): number | undefined {
  return (
    abort.httpStatus ??
    (abort.grpcStatus ? HTTP_STATUS[abort.grpcStatus] : undefined)
  );
}
