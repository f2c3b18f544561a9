import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { StatusError } from './StatusError';

const gzipAsync = promisify(gzip);

/** Bodies below this size are never compressed, as on a real server. */
const GZIP_THRESHOLD_BYTES = 128 * 1024;

/** Says whether a request takes gzip. */
export function acceptsGzip(request: IncomingMessage): boolean {
  const header = request.headers['accept-encoding'];
  return /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[0-9.]+)?\s*(,|$)/.test(
    Array.isArray(header) ? header.join(',') : header ?? '',
  );
}

/** Writes one answer: JSON with compression, plain text, or a failure as a Status. */
export class Reply {
  readonly #warnings: string[] = [];
  /** Set by the fault that cuts a body: the connection is reset after so many bytes of it. */
  cutAfterBytes: number | undefined;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {}

  /** Adds a `Warning` header, as the API server does for dropped fields. */
  warn(text: string): void {
    this.#warnings.push(
      `299 - "${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`,
    );
  }

  async json(options: {
    code?: number;
    body: string | object;
    contentType?: string;
    headers?: Readonly<Record<string, string>>;
  }): Promise<void> {
    const { code = 200, body, contentType = 'application/json' } = options;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers: Record<string, string | string[]> = {
      'Content-Type': contentType,
      'Cache-Control': 'no-cache, private',
      ...options.headers,
    };
    if (this.#warnings.length) headers.Warning = this.#warnings;
    let payload = Buffer.from(text);
    if (payload.length >= GZIP_THRESHOLD_BYTES && acceptsGzip(this.request)) {
      payload = await gzipAsync(payload, { level: constants.Z_BEST_SPEED });
      headers['Content-Encoding'] = 'gzip';
      headers.Vary = 'Accept-Encoding';
    }
    this.#send(code, payload, headers);
  }

  text(code: number, body: string): void {
    this.#send(code, Buffer.from(body), {
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    });
  }

  /** What a path that nothing serves answers: text, not a Status. */
  pathNotFound(): void {
    this.text(404, '404 page not found\n');
  }

  async failure(error: StatusError): Promise<void> {
    await this.json({
      code: error.body.code,
      body: error.body,
      headers: error.headers,
    });
  }

  #send(
    code: number,
    payload: Buffer,
    headers: Record<string, string | string[]>,
  ): void {
    const { response, cutAfterBytes } = this;
    response.writeHead(code, { ...headers, 'Content-Length': payload.length });
    if (this.request.method === 'HEAD') {
      response.end();
    } else if (cutAfterBytes !== undefined && cutAfterBytes < payload.length) {
      response.write(payload.subarray(0, cutAfterBytes), () =>
        this.request.socket.destroy(),
      );
    } else {
      response.end(payload);
    }
  }
}
