import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { createGunzip } from 'node:zlib';
import type { FakeCluster } from '../startFakeCluster';
import { isJsonObject } from '../model/KubeObject';
import type { JsonObject } from '../model/KubeObject';
import { WatchReader } from './WatchReader';

/** An answer, read to its end. */
export interface TestResponse {
  status: number;
  headers: IncomingMessage['headers'];
  bytes: number;
  text: string;
  /** The body as a JSON object; fails the test when it is none. */
  body: JsonObject;
}

/** What to send beside method and path. */
export interface TestRequest {
  body?: unknown;
  /** Sent instead of `body` as it is. */
  text?: string;
  contentType?: string;
  headers?: Record<string, string>;
}

/** A plain HTTPS client for tests; it checks the certificate against the cluster's authority. */
export class TestClient {
  readonly #agent: Agent;

  constructor(
    private readonly cluster: Pick<FakeCluster, 'url' | 'caPem'>,
    private readonly token?: string,
  ) {
    this.#agent = new Agent({ ca: cluster.caPem, keepAlive: false });
  }

  async send(
    method: string,
    path: string,
    options: TestRequest = {},
  ): Promise<TestResponse> {
    const response = await this.open(method, path, options);
    const gzip = response.headers['content-encoding'] === 'gzip';
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const stream = gzip ? response.pipe(createGunzip()) : response;
    for await (const chunk of stream) {
      if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      bytes,
      text,
      get body() {
        const parsed: unknown = JSON.parse(text);
        if (!isJsonObject(parsed)) throw new Error(`no JSON object: ${text}`);
        return parsed;
      },
    };
  }

  get(path: string, headers?: Record<string, string>): Promise<TestResponse> {
    return this.send('GET', path, { headers });
  }

  /** Opens a watch; resolves with the response's headers. */
  async watch(
    path: string,
    headers?: Record<string, string>,
  ): Promise<WatchReader> {
    const joint = path.includes('?') ? '&' : '?';
    const response = await this.open('GET', `${path}${joint}watch=1`, {
      headers,
    });
    return new WatchReader(response);
  }

  /** Starts a request and resolves with the response's headers. */
  open(
    method: string,
    path: string,
    options: TestRequest,
  ): Promise<IncomingMessage> {
    const text =
      options.text ??
      (options.body === undefined ? undefined : JSON.stringify(options.body));
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        `${this.cluster.url}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
            ...(text === undefined
              ? {}
              : {
                  'content-type': options.contentType ?? 'application/json',
                  'content-length': Buffer.byteLength(text),
                }),
            'user-agent': 'test-client/1.0',
            ...options.headers,
          },
        },
        resolve,
      );
      request.on('error', reject);
      request.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
