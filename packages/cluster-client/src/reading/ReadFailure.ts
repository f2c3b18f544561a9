import type { Problem } from '@portolan/plugin-traffic-common';
import {
  ConnectionProblemError,
  type ClusterResponse,
} from '@portolan/plugin-traffic-node';

/** Why a read gave nothing, and what the reader may do about it. */
export class ReadFailure extends Error {
  readonly problem: Problem;
  readonly retryAfterMs?: number;
  /** The resource version or continue token is too old: only a new LIST helps. */
  readonly expired: boolean;
  /** The path does not exist: discovery must say whether the kind is gone. */
  readonly notFound: boolean;

  constructor(options: {
    problem: Problem;
    retryAfterMs?: number;
    expired?: boolean;
    notFound?: boolean;
  }) {
    super(options.problem.message);
    this.name = 'ReadFailure';
    this.problem = options.problem;
    this.retryAfterMs = options.retryAfterMs;
    this.expired = options.expired ?? false;
    this.notFound = options.notFound ?? false;
  }
}

/** Turns whatever a connection or a parser threw into a failure with a sentence. */
export function toReadFailure(error: unknown): ReadFailure {
  if (error instanceof ReadFailure) {
    return error;
  }
  if (error instanceof ConnectionProblemError) {
    return new ReadFailure({ problem: error.problem });
  }
  return new ReadFailure({
    problem: {
      reason: 'invalid-response',
      message: 'The API server sent an answer that could not be read.',
    },
  });
}

/**
 * The failure that a status other than 200 means. Only the status is used: bodies are not always a Status object ("404
 * page not found" is plain text), and their messages name users.
 */
export function failureOfStatus(
  what: string,
  response: Pick<ClusterResponse, 'status' | 'retryAfterMs'>,
): ReadFailure {
  const { status, retryAfterMs } = response;
  return new ReadFailure({
    problem: problemOfStatus(what, status),
    retryAfterMs,
    expired: status === 410,
    notFound: status === 404,
  });
}

function problemOfStatus(what: string, status: number): Problem {
  switch (status) {
    case 401:
      return {
        reason: 'unauthorized',
        message:
          'The API server does not accept the credential of this cluster (401); it may have expired.',
      };
    case 403:
      return {
        reason: 'forbidden',
        message: `The credential of this cluster may not read ${what} (403); grant get, list and watch on it.`,
      };
    case 404:
      return {
        reason: 'invalid-response',
        message: `The API server names ${what} in its discovery but does not serve it (404).`,
      };
    case 410:
      return {
        reason: 'server-error',
        message: `The API server kept saying that its list of ${what} had expired (410).`,
      };
    case 429:
      return {
        reason: 'throttled',
        message: `The API server asks for fewer requests (429) when ${what} is read.`,
      };
    default:
      return status >= 500
        ? {
            reason: 'server-error',
            message: `The API server failed (${status}) when ${what} was read.`,
          }
        : {
            reason: 'invalid-response',
            message: `The API server answered ${status} when ${what} was read.`,
          };
  }
}
