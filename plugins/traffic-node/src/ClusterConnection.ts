import type { Problem } from '@portolan/plugin-traffic-common';

/** A complete answer of an API server; `body` is decoded text, whatever encoding it travelled in. */
export interface ClusterResponse {
  readonly status: number;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly body: string;
}

/** An accepted watch, or the answer that refused it: a watch that is not answered 200 has one bare Status as its body. */
export type ClusterWatch =
  | {
      readonly accepted: true;
      /**
       * The lines as they arrive, without line ends. Ends when the server ends the stream; throws a
       * ConnectionProblemError when the connection breaks or the signal aborts.
       */
      readonly lines: AsyncIterable<string>;
    }
  | { readonly accepted: false; readonly response: ClusterResponse };

/** What a connection does to watches that the reader must know. */
export interface WatchTraits {
  /** The answer's headers may come only with the first event, so a quiet watch looks unanswered until its first bookmark. */
  readonly answersLate: boolean;
  /** Bounds of the `timeoutSeconds` asked of the server, so that a watch ends by itself even where aborting does not reach it. */
  readonly timeoutSeconds: { readonly min: number; readonly max: number };
}

/**
 * Reads from the API server of one cluster. Every method rejects only with a ConnectionProblemError; an answer with any
 * status, 4xx and 5xx included, resolves. Paths start with `/api` or `/apis` and may carry a query.
 *
 * @remarks
 * Writing is not part of it: a connection that can also write will implement `ClusterWriter` besides, so that code which
 * holds a connection for reading can never write.
 */
export interface ClusterConnection {
  readonly watchTraits: WatchTraits;
  /** One complete answer within the connection's own deadline; retried once with a fresh credential after a 401. */
  get(
    path: string,
    options: { signal: AbortSignal; accept?: string },
  ): Promise<ClusterResponse>;
  /** Opens a watch; retried once with a fresh credential after a 401. Resolves when the server has answered. */
  watch(path: string, options: { signal: AbortSignal }): Promise<ClusterWatch>;
  /** Closes idle and open sockets; the connection is not used afterwards. */
  close(): void;
}

/** Why a connection gave no answer, fit to be shown: its message holds no credential, no address and no upstream body. */
export class ConnectionProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ConnectionProblemError';
    this.problem = problem;
  }
}
