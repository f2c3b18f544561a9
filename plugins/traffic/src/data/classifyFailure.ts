import { ResponseError, isError } from '@backstage/errors';

/** Why a read failed, as far as it matters for what to tell and what to do. */
export type FailureKind =
  | 'signed-out'
  | 'forbidden'
  | 'entity-not-found'
  | 'backend-not-installed'
  | 'backend-error'
  | 'timeout'
  | 'invalid-response'
  | 'unreachable';

export interface Failure {
  kind: FailureKind;
  /** The backend's own sentence, when it sent one that is meant for people. */
  detail?: string;
}

/** The kind of a failed read of the traffic backend. */
export function classifyFailure(failure: unknown): Failure {
  if (failure instanceof ResponseError) {
    return classifyResponse(failure);
  }
  // Neither zod's errors nor those of another realm are instances of Error.
  const name = isError(failure) ? failure.name : '';
  if (name === 'TimeoutError') {
    return { kind: 'timeout' };
  }
  // zod's error means an answer of another shape, SyntaxError one that is no JSON: two versions do not fit together.
  if (name === 'ZodError' || name === 'SyntaxError') {
    return { kind: 'invalid-response' };
  }
  return { kind: 'unreachable' };
}

/** Whether what was read before may still be shown after this failure; not when the reader has lost the right to it. */
export function keepsLastData(failure: unknown): boolean {
  const { kind } = classifyFailure(failure);
  return !['signed-out', 'forbidden', 'entity-not-found'].includes(kind);
}

function classifyResponse(failure: ResponseError): Failure {
  const { statusCode, cause } = failure;
  // An answer of the plugin carries an error with a name of its own; a router or a proxy in front of it does not.
  const isFromPlugin = cause.name !== 'Error';
  const detail = isFromPlugin ? { detail: cause.message } : {};
  switch (statusCode) {
    case 401:
      return { kind: 'signed-out' };
    case 403:
      return { kind: 'forbidden' };
    case 404:
      return isFromPlugin
        ? { kind: 'entity-not-found' }
        : { kind: 'backend-not-installed' };
    case 504:
      return { kind: 'timeout' };
    default:
      return { kind: 'backend-error', ...detail };
  }
}
