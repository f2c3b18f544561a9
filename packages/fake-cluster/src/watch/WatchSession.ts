import { createGzip } from 'node:zlib';
import type { Writable } from 'node:stream';
import type { Fault } from '../faults/Fault';
import type { FaultSubject } from '../faults/FaultBook';
import type { ObjectEncoder } from '../server/ObjectEncoder';
import type { Reply } from '../server/Reply';
import type { Collection, StoreEvent } from '../storage/Collection';
import type { ObjectFilter } from '../storage/selectors';
import { StoredObject } from '../storage/StoredObject';
import type { WatchStart } from './watchStart';

/** What befalls a watch while it is open. */
export type WatchFault = Extract<
  Fault,
  {
    type:
      | 'cut-body'
      | 'cut-watch'
      | 'end-watch'
      | 'malformed-line'
      | 'expired-event'
      | 'half-open';
  }
>;

/** Everything one watch needs to know. */
export interface WatchOptions {
  reply: Reply;
  subject: FaultSubject;
  resource: string;
  namespace?: string;
  encoder: ObjectEncoder;
  collection: Collection;
  matches: ObjectFilter;
  currentRevision: () => number;
  timeoutMs: number;
  /** Undefined: the client did not ask for bookmarks. */
  bookmarkIntervalMs?: number;
  compressed: boolean;
}

/** The body of an ERROR event or Status for a revision whose history is gone. */
function expiredStatus(revision: number, oldest: number): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `too old resource version: ${revision} (${oldest})`,
    reason: 'Expired',
    code: 410,
  };
}

/**
 * One open watch: it writes event lines until its time is over, its client leaves, its kind goes away or a fault ends it.
 * The response headers go out at once, before the first event.
 */
export class WatchSession {
  readonly #options: WatchOptions;
  readonly #out: Writable;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #endListeners: (() => void)[] = [];
  #unsubscribe: (() => void) | undefined;
  #silent = false;
  #ended = false;
  #lines = 0;
  #bytesLeft: number | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    const { response } = options.reply;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache, private',
      ...(options.compressed ? { 'Content-Encoding': 'gzip' } : {}),
    });
    response.flushHeaders();
    if (options.compressed) {
      const gzip = createGzip();
      gzip.pipe(response);
      this.#out = gzip;
    } else {
      this.#out = response;
    }
    response.on('close', () => this.#close());
  }

  get subject(): FaultSubject {
    return this.#options.subject;
  }

  get resource(): string {
    return this.#options.resource;
  }

  get namespace(): string | undefined {
    return this.#options.namespace;
  }

  /** Half-open: nothing will be written any more. */
  get silent(): boolean {
    return this.#silent;
  }

  /** The lines written so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Calls the listener once, when the watch is over. */
  onEnd(listener: () => void): void {
    this.#endListeners.push(listener);
  }

  /** Sends what the client has to catch up on and follows the collection from there. */
  begin(start: WatchStart): void {
    const { collection, timeoutMs, bookmarkIntervalMs } = this.#options;
    if (start.kind === 'expired') {
      this.#sendError(expiredStatus(start.revision, collection.oldestRevision));
      this.end();
      return;
    }
    if (start.kind === 'state') {
      for (const stored of collection.sorted()) {
        if (this.#options.matches(stored.object)) this.#send('ADDED', stored);
      }
      if (start.markEnd) {
        this.#bookmark({ 'k8s.io/initial-events-end': 'true' });
      }
    } else {
      for (const event of start.events) this.#follow(event);
    }
    if (this.#ended) return;
    this.#unsubscribe = collection.subscribe(event => this.#follow(event));
    this.#timers.push(setTimeout(() => this.end(), timeoutMs));
    if (bookmarkIntervalMs !== undefined) {
      this.#timers.push(
        setInterval(() => this.#bookmark(), bookmarkIntervalMs),
      );
    }
    for (const timer of this.#timers) timer.unref();
  }

  /** Resolves when the response is handed over or its connection gone. */
  finished(): Promise<void> {
    const { response } = this.#options.reply;
    return new Promise(resolve => {
      if (response.writableFinished || response.destroyed) resolve();
      response.once('finish', () => resolve());
      response.once('close', () => resolve());
    });
  }

  /** Ends the body cleanly, as time-outs and shutdowns do; a silent watch stays silent. */
  end(options: { lastBookmark?: boolean } = {}): void {
    if (this.#ended || this.#silent) return;
    if (
      options.lastBookmark &&
      this.#options.bookmarkIntervalMs !== undefined
    ) {
      this.#bookmark();
    }
    this.#out.end();
    this.#close();
  }

  /** Lets a fault befall the watch. */
  suffer(fault: WatchFault): void {
    switch (fault.type) {
      case 'cut-watch':
        this.#destroy();
        break;
      case 'end-watch':
        this.end();
        break;
      case 'half-open':
        this.#silent = true;
        break;
      case 'cut-body':
        this.#bytesLeft = fault.afterBytes;
        break;
      case 'malformed-line':
        this.#write('{"type":"MODIFIED","object":{"kind":\n');
        break;
      case 'expired-event':
        this.#sendError(
          expiredStatus(
            this.#options.collection.oldestRevision,
            this.#options.currentRevision(),
          ),
        );
        this.end();
        break;
      default:
        fault satisfies never;
    }
  }

  #follow(event: StoreEvent): void {
    const { matches } = this.#options;
    const { object, previous } = event;
    const before = previous !== undefined && matches(previous.object);
    const now = event.type !== 'DELETED' && matches(object.object);
    if (now) {
      this.#send(before ? 'MODIFIED' : 'ADDED', object);
    } else if (before) {
      // An object that stops matching is shown as it was when it last matched, at the revision at which it left.
      this.#send(
        'DELETED',
        event.type === 'DELETED'
          ? object
          : new StoredObject(
              previous.key,
              {
                ...previous.object,
                metadata: {
                  ...previous.object.metadata,
                  resourceVersion: String(event.revision),
                },
              },
              event.revision,
            ),
      );
    }
  }

  #send(type: string, stored: StoredObject): void {
    const object = this.#options.encoder.encodeEventObject(stored);
    this.#write(`{"type":"${type}","object":${object}}\n`);
  }

  #sendError(status: object): void {
    this.#write(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`);
  }

  #bookmark(annotations?: Record<string, string>): void {
    const object = this.#options.encoder.encodeBookmark(
      String(this.#options.currentRevision()),
      annotations,
    );
    this.#write(`{"type":"BOOKMARK","object":${object}}\n`);
  }

  #write(line: string): void {
    if (this.#silent || this.#ended) return;
    if (this.#bytesLeft === undefined) {
      this.#lines += 1;
      this.#out.write(line);
      return;
    }
    const bytes = Buffer.from(line);
    if (bytes.length < this.#bytesLeft) {
      this.#bytesLeft -= bytes.length;
      this.#lines += 1;
      this.#out.write(bytes);
      return;
    }
    this.#ended = true;
    this.#out.write(bytes.subarray(0, this.#bytesLeft), () => this.#destroy());
  }

  #destroy(): void {
    this.#options.reply.request.socket.destroy();
    this.#close();
  }

  #close(): void {
    this.#ended = true;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    for (const listener of this.#endListeners.splice(0)) listener();
  }
}
