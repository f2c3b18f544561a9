import type { IncomingMessage } from 'node:http';
import {
  ConnectionProblemError,
  type ClusterConnection,
  type ClusterResponse,
  type ClusterWatch,
  type WatchTraits,
} from '@portolan/plugin-traffic-node';
import type { Problem } from '@portolan/plugin-traffic-common';
import type { ClusterCredential } from '../credentials/ClusterCredential';
import { AgentPool, type ServerTls } from './AgentPool';
import { authorizationOf } from './authorizationOf';
import { ConcurrencyLimit } from './ConcurrencyLimit';
import { decodedBody, readBody } from './decodedBody';
import { openExchange } from './openExchange';
import { parseRetryAfter } from './parseRetryAfter';
import { readLines } from './readLines';
import { RequestGuard } from './RequestGuard';

const DIRECT_WATCH_TRAITS: WatchTraits = {
  answersLate: false,
  timeoutSeconds: { min: 300, max: 600 },
};
const DEFAULT_DEADLINE_MS = 30_000;
const DEFAULT_CONCURRENCY = 4;
const JSON_TYPE = 'application/json';

export interface HttpConnectionOptions {
  /** The server's address; a path in it comes before every request path. */
  readonly url: string;
  readonly tls?: ServerTls;
  readonly credential: ClusterCredential;
  readonly headers?: Readonly<Record<string, string>>;
  readonly watchTraits?: WatchTraits;
  /** How long a complete answer may take, and the head of a watch that is answered at once. */
  readonly deadlineMs?: number;
  /** How many complete answers are fetched at once: a LIST costs the API server processor time. */
  readonly concurrency?: number;
  /** Recognises an answer that is not the API server's own but tells of a failure on the way to it. */
  readonly failureIn?: (response: ClusterResponse) => Problem | undefined;
  /** What is at the other end, in sentences; the API server when absent. */
  readonly peer?: string;
}

/** A connection over HTTP/1.1 with kept-alive sockets, one pool per cluster. */
export class HttpClusterConnection implements ClusterConnection {
  readonly watchTraits: WatchTraits;
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #credential: ClusterCredential;
  readonly #agents: AgentPool;
  readonly #limit: ConcurrencyLimit;
  readonly #deadlineMs: number;
  readonly #failureIn: HttpConnectionOptions['failureIn'];
  readonly #peer: string | undefined;

  constructor(options: HttpConnectionOptions) {
    this.watchTraits = options.watchTraits ?? DIRECT_WATCH_TRAITS;
    this.#base = new URL(options.url);
    this.#headers = options.headers ?? {};
    this.#credential = options.credential;
    this.#agents = new AgentPool({
      secure: this.#base.protocol === 'https:',
      tls: options.tls ?? {},
    });
    this.#limit = new ConcurrencyLimit(
      options.concurrency ?? DEFAULT_CONCURRENCY,
    );
    this.#deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#failureIn = options.failureIn;
    this.#peer = options.peer;
  }

  get(
    path: string,
    options: { signal: AbortSignal; accept?: string },
  ): Promise<ClusterResponse> {
    return this.#limit.run(async () => {
      const response = await this.#getOnce(path, options);
      return response.status === 401 && this.#credential.renew()
        ? this.#getOnce(path, options)
        : response;
    });
  }

  async watch(
    path: string,
    options: { signal: AbortSignal },
  ): Promise<ClusterWatch> {
    const watch = await this.#watchOnce(path, options.signal);
    return !watch.accepted &&
      watch.response.status === 401 &&
      this.#credential.renew()
      ? this.#watchOnce(path, options.signal)
      : watch;
  }

  close(): void {
    this.#agents.destroy();
  }

  async #getOnce(
    path: string,
    options: { signal: AbortSignal; accept?: string },
  ): Promise<ClusterResponse> {
    const guard = new RequestGuard(options.signal, this.#peer);
    guard.arm(this.#deadlineMs);
    try {
      const message = await this.#send(path, guard.signal, {
        accept: options.accept ?? JSON_TYPE,
        'accept-encoding': 'gzip',
      });
      return await this.#complete(message);
    } catch (error) {
      throw guard.explain(error);
    } finally {
      guard.release();
    }
  }

  async #watchOnce(path: string, signal: AbortSignal): Promise<ClusterWatch> {
    const guard = new RequestGuard(signal, this.#peer);
    if (!this.watchTraits.answersLate) {
      guard.arm(this.#deadlineMs);
    }
    try {
      const message = await this.#send(path, guard.signal, {
        accept: JSON_TYPE,
        // A proxy that compresses holds events back until a block is full.
        'accept-encoding': 'identity',
      });
      if (message.statusCode === 200) {
        guard.disarm();
        message.socket.setKeepAlive(true, 30_000);
        return { accepted: true, lines: watchLines(message, guard) };
      }
      guard.arm(this.#deadlineMs);
      const response = await this.#complete(message);
      guard.release();
      return { accepted: false, response };
    } catch (error) {
      guard.release();
      throw guard.explain(error);
    }
  }

  async #send(
    path: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<IncomingMessage> {
    const material = await this.#credential.current();
    return openExchange({
      url: new URL(
        `${this.#base.origin}${this.#base.pathname.replace(/\/$/, '')}${path}`,
      ),
      headers: { ...headers, ...this.#headers, ...authorizationOf(material) },
      agent: this.#agents.agentFor(material.clientCertificate),
      signal,
    });
  }

  async #complete(message: IncomingMessage): Promise<ClusterResponse> {
    const response: ClusterResponse = {
      status: message.statusCode ?? 0,
      retryAfterMs: parseRetryAfter(message.headers['retry-after'], Date.now()),
      body: await readBody(message),
    };
    const problem = this.#failureIn?.(response);
    if (problem) {
      throw new ConnectionProblemError(problem);
    }
    return response;
  }
}

async function* watchLines(
  message: IncomingMessage,
  guard: RequestGuard,
): AsyncGenerator<string> {
  try {
    yield* readLines(decodedBody(message));
  } catch (error) {
    throw guard.explain(error);
  } finally {
    guard.release();
    message.destroy();
  }
}
