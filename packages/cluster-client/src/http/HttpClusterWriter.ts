import type {
  ClusterResponse,
  ClusterWriter,
  WriteOptions,
} from '@portolan/plugin-traffic-node';
import type { ClusterCredential } from '../credentials/ClusterCredential';
import { AgentPool, type ServerTls } from './AgentPool';
import { authorizationOf } from './authorizationOf';
import { readBody } from './decodedBody';
import { openExchange, type ExchangeOptions } from './openExchange';
import { RequestGuard } from './RequestGuard';

const DEADLINE_MS = 15_000;

/** Writes to one API server over HTTP/1.1, with the credential that reads it. */
export class HttpClusterWriter implements ClusterWriter {
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #credential: ClusterCredential;
  readonly #agents: AgentPool;

  constructor(options: {
    url: string;
    tls?: ServerTls;
    credential: ClusterCredential;
    headers?: Readonly<Record<string, string>>;
  }) {
    this.#base = new URL(options.url);
    this.#headers = options.headers ?? {};
    this.#credential = options.credential;
    this.#agents = new AgentPool({
      secure: this.#base.protocol === 'https:',
      tls: options.tls ?? {},
    });
  }

  apply(
    path: string,
    manifest: unknown,
    options: WriteOptions,
  ): Promise<ClusterResponse> {
    const query = new URLSearchParams({
      fieldManager: options.fieldManager,
      fieldValidation: 'Strict',
      ...(options.dryRun ? { dryRun: 'All' } : {}),
    });
    return this.#send(`${path}?${query}`, options.signal, {
      method: 'PATCH',
      contentType: 'application/apply-patch+yaml',
      // JSON is YAML, and leaves no room for a value to become structure.
      body: JSON.stringify(manifest),
    });
  }

  remove(
    path: string,
    options: { uid: string; signal: AbortSignal },
  ): Promise<ClusterResponse> {
    return this.#send(path, options.signal, {
      method: 'DELETE',
      contentType: 'application/json',
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid: options.uid },
      }),
    });
  }

  close(): void {
    this.#agents.destroy();
  }

  async #send(
    path: string,
    signal: AbortSignal,
    request: { method: 'PATCH' | 'DELETE'; contentType: string; body: string },
  ): Promise<ClusterResponse> {
    const response = await this.#sendOnce(path, signal, request);
    return response.status === 401 && this.#credential.renew()
      ? this.#sendOnce(path, signal, request)
      : response;
  }

  async #sendOnce(
    path: string,
    signal: AbortSignal,
    request: Pick<ExchangeOptions, 'method' | 'body'> & { contentType: string },
  ): Promise<ClusterResponse> {
    const guard = new RequestGuard(signal);
    guard.arm(DEADLINE_MS);
    try {
      const material = await this.#credential.current();
      const message = await openExchange({
        ...request,
        url: new URL(
          `${this.#base.origin}${this.#base.pathname.replace(
            /\/$/,
            '',
          )}${path}`,
        ),
        headers: {
          accept: 'application/json',
          'content-type': request.contentType,
          ...this.#headers,
          ...authorizationOf(material),
        },
        agent: this.#agents.agentFor(material.clientCertificate),
        signal: guard.signal,
      });
      return {
        status: message.statusCode ?? 0,
        body: await readBody(message),
      };
    } catch (error) {
      throw guard.explain(error);
    } finally {
      guard.release();
    }
  }
}
