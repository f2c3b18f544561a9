import type { IncomingMessage } from 'node:http';

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: {
    kind?: string;
    code?: number;
    message?: string;
    metadata: {
      name?: string;
      resourceVersion?: string;
      labels?: Record<string, string>;
      annotations?: Record<string, string>;
    };
    [field: string]: unknown;
  };
}

/** How a watch came to its end. */
export type WatchEnd = 'clean' | 'broken';

/** Reads a watch line by line; nothing is lost between two reads. */
export class WatchReader {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Settles when the body is over. */
  readonly ended: Promise<WatchEnd>;
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string) => void)[] = [];
  #rest = '';

  constructor(private readonly response: IncomingMessage) {
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    this.ended = new Promise(resolve => {
      response.once('end', () => resolve('clean'));
      response.once('error', () => resolve('broken'));
      response.once('aborted', () => resolve('broken'));
    });
  }

  /** The next whole line. */
  nextLine(): Promise<string> {
    const line = this.#lines.shift();
    return line === undefined
      ? new Promise(resolve => {
          this.#waiting.push(resolve);
        })
      : Promise.resolve(line);
  }

  async next(): Promise<WatchEvent> {
    const event: WatchEvent = JSON.parse(await this.nextLine());
    return event;
  }

  /** The next events in the form `TYPE name`. */
  async summaries(count: number): Promise<string[]> {
    const result: string[] = [];
    for (let i = 0; i < count; i++) {
      const { type, object } = await this.next();
      result.push(`${type} ${object.metadata.name ?? ''}`.trim());
    }
    return result;
  }

  /** What has come in of a line that is not finished. */
  get unfinished(): string {
    return this.#rest;
  }

  /** Lines that have come in and were not read. */
  get unread(): readonly string[] {
    return this.#lines;
  }

  close(): void {
    this.response.destroy();
  }

  #take(chunk: string): void {
    const parts = (this.#rest + chunk).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const line of parts) {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(line);
      else this.#lines.push(line);
    }
  }
}
