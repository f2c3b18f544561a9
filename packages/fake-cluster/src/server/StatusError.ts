import type { FieldProblem } from '../schema/validateSchema';
import { qualifiedKind, qualifiedName } from '../model/ResourceType';
import type { ResourceType } from '../model/ResourceType';

/** A `v1.Status` of a failure, as the API server writes it. */
export interface StatusBody {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Failure';
  message: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    causes?: { reason?: string; message: string; field?: string }[];
    retryAfterSeconds?: number;
  };
  code: number;
}

/** Thrown to answer a request with a failure; the HTTP layer writes `body` under the code in it. */
export class StatusError extends Error {
  readonly name = 'StatusError';
  readonly body: StatusBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(options: {
    code: number;
    reason?: string;
    message: string;
    details?: StatusBody['details'];
    continueToken?: string;
  }) {
    super(options.message);
    const retryAfter = options.details?.retryAfterSeconds;
    this.headers =
      retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: options.continueToken
        ? { continue: options.continueToken }
        : {},
      status: 'Failure',
      message: options.message,
      ...(options.reason ? { reason: options.reason } : {}),
      ...(options.details ? { details: options.details } : {}),
      code: options.code,
    };
  }
}

type Named = Pick<ResourceType, 'group' | 'plural' | 'kind'>;

function detailsOf(type: Named, name: string) {
  return {
    name,
    ...(type.group ? { group: type.group } : {}),
    kind: type.plural,
  };
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message });
}

export function notFound(type: Named, name: string): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: `${qualifiedName(type)} "${name}" not found`,
    details: detailsOf(type, name),
  });
}

export function alreadyExists(type: Named, name: string): StatusError {
  return new StatusError({
    code: 409,
    reason: 'AlreadyExists',
    message: `${qualifiedName(type)} "${name}" already exists`,
    details: detailsOf(type, name),
  });
}

export function conflict(
  type: Named,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError {
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${qualifiedName(
      type,
    )} "${name}": ${why}`,
    details: detailsOf(type, name),
  });
}

export function methodNotAllowed(why?: string): StatusError {
  return new StatusError({
    code: 405,
    reason: 'MethodNotAllowed',
    message:
      why ?? 'the server does not allow this method on the requested resource',
  });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
  });
}

/** 410 for a resource version whose history is gone. */
export function expired(message: string, continueToken?: string): StatusError {
  return new StatusError({
    code: 410,
    reason: 'Expired',
    message,
    continueToken,
  });
}

/** 422 with one cause per problem, in the real server's wording. */
export function invalid(
  type: Named,
  name: string,
  problems: readonly FieldProblem[],
): StatusError {
  const list = problems.map(problem => `${problem.field}: ${problem.message}`);
  const joined = list.length === 1 ? list[0] : `[${list.join(', ')}]`;
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `${qualifiedKind(type)} "${name}" is invalid: ${joined}`,
    details: {
      name,
      ...(type.group ? { group: type.group } : {}),
      kind: type.kind,
      causes: problems.map(({ reason, message, field }) => ({
        reason,
        message,
        field,
      })),
    },
  });
}
