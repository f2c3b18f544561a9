import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ConnectionProblemError } from '@portolan/plugin-traffic-node';
import type { ClusterCredential } from '../credentials/ClusterCredential';
import { StaticCredential } from '../credentials/StaticCredential';
import {
  HttpClusterConnection,
  type HttpConnectionOptions,
} from './HttpClusterConnection';

const TOKEN = 'canary-token-5f4dcc3b';
const signal = new AbortController().signal;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('HttpClusterConnection', () => {
  let server: Server | undefined;
  let connection: HttpClusterConnection | undefined;

  async function connect(
    handler: Handler,
    options: Partial<HttpConnectionOptions> = {},
  ) {
    const started = createServer(handler).listen(0, '127.0.0.1');
    server = started;
    await once(started, 'listening');
    const address = started.address();
    const port =
      typeof address === 'object' && address !== null ? address.port : 0;
    connection = new HttpClusterConnection({
      url: `http://127.0.0.1:${port}/base/`,
      credential: new StaticCredential({ bearerToken: TOKEN }),
      deadlineMs: 5_000,
      ...options,
    });
    return connection;
  }

  afterEach(async () => {
    connection?.close();
    server?.closeAllConnections();
    await new Promise(resolve => {
      if (server) {
        server.close(resolve);
      } else {
        resolve(undefined);
      }
    });
    server = undefined;
  });

  it('puts the path after that of the address, and unpacks the answer', async () => {
    const seen: string[] = [];
    const cluster = await connect((request, response) => {
      seen.push(request.url ?? '', request.headers.authorization ?? '');
      response
        .writeHead(200, { 'content-encoding': 'gzip', 'retry-after': '2' })
        .end(gzipSync('{"ok":true}'));
    });
    const answer = await cluster.get('/api/v1/pods?limit=1', { signal });
    expect(answer).toEqual({
      status: 200,
      body: '{"ok":true}',
      retryAfterMs: 2_000,
    });
    expect(seen).toEqual(['/base/api/v1/pods?limit=1', `Bearer ${TOKEN}`]);
  });

  it('renews the credential once after a 401, and no more', async () => {
    const tokens: Array<string | undefined> = [];
    let issued = 0;
    const credential: ClusterCredential = {
      current: async () => ({ bearerToken: `t${issued}` }),
      renew: () => {
        issued += 1;
        return true;
      },
    };
    const cluster = await connect(
      (request, response) => {
        tokens.push(request.headers.authorization);
        response.writeHead(401).end('{}');
      },
      { credential },
    );
    expect((await cluster.get('/api', { signal })).status).toBe(401);
    expect((await cluster.watch('/api', { signal })).accepted).toBe(false);
    expect(tokens).toEqual([
      'Bearer t0',
      'Bearer t1',
      'Bearer t1',
      'Bearer t2',
    ]);
  });

  it('gives up an answer that does not come, and says so', async () => {
    const cluster = await connect(() => {}, { deadlineMs: 50 });
    const expected = {
      problem: {
        reason: 'timeout',
        message: 'The API server did not answer within 0.05 s.',
      },
    };
    await expect(cluster.get('/api', { signal })).rejects.toMatchObject(
      expected,
    );
    await expect(cluster.watch('/api', { signal })).rejects.toMatchObject(
      expected,
    );
  });

  it('gives up a body that stops half-way', async () => {
    const cluster = await connect(
      (_request, response) => {
        response.writeHead(200).write('{"items":[');
      },
      { deadlineMs: 50 },
    );
    await expect(cluster.get('/api', { signal })).rejects.toMatchObject({
      problem: { reason: 'timeout' },
    });
  });

  it('gives the lines of a watch as they come, compressed or not', async () => {
    const cluster = await connect((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('{"a":1}\n{"b":2}\n'));
    });
    const watch = await cluster.watch('/api', { signal });
    const lines: string[] = [];
    if (watch.accepted) {
      for await (const line of watch.lines) {
        lines.push(line);
      }
    }
    expect(lines).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('ends an aborted watch at once and closes its socket', async () => {
    const closed: Array<Promise<unknown>> = [];
    const cluster = await connect((_request, response) => {
      closed.push(once(response, 'close'));
      response.writeHead(200).write('{}\n');
    });
    const controller = new AbortController();
    const watch = await cluster.watch('/api', { signal: controller.signal });
    const lines: string[] = [];
    const read = async () => {
      if (watch.accepted) {
        for await (const line of watch.lines) {
          lines.push(line);
          controller.abort();
        }
      }
    };
    await expect(read()).rejects.toBeInstanceOf(ConnectionProblemError);
    expect(lines).toEqual(['{}']);
    await Promise.all(closed);
  });

  it('fetches only so many answers at once', async () => {
    let open = 0;
    let most = 0;
    const waiting: Array<() => void> = [];
    const cluster = await connect(
      (_request, response) => {
        open += 1;
        most = Math.max(most, open);
        waiting.push(() => {
          open -= 1;
          response.end('{}');
        });
        if (waiting.length >= 2) {
          waiting.splice(0).forEach(answer => answer());
        }
      },
      { concurrency: 2 },
    );
    await Promise.all(
      Array.from({ length: 8 }, () => cluster.get('/api', { signal })),
    );
    expect(most).toBe(2);
  });

  it('sends a request again when the kept-alive socket was closed meanwhile', async () => {
    let requests = 0;
    const cluster = await connect((request, response) => {
      requests += 1;
      if (requests === 2) {
        request.socket.destroy();
      } else {
        response.end('{}');
      }
    });
    await cluster.get('/api', { signal });
    expect((await cluster.get('/api', { signal })).status).toBe(200);
    expect(requests).toBe(3);
  });

  it('says that nobody listens, without naming the address', async () => {
    const cluster = await connect(() => {});
    await new Promise(resolve => {
      server?.close(resolve);
    });
    const error = await cluster.get('/api', { signal }).catch(e => e);
    expect(error).toMatchObject({
      problem: {
        reason: 'unreachable',
        message: 'The API server refuses connections (ECONNREFUSED).',
      },
    });
    expect(inspect(error, { depth: 10 })).not.toMatch(/127\.0\.0\.1/);
  });

  it('shows its credential to no inspection, text or JSON', async () => {
    const cluster = await connect((_request, response) => response.end('{}'));
    await cluster.get('/api', { signal });
    const shown = [
      inspect(cluster, { depth: 20, showHidden: true }),
      JSON.stringify(cluster),
      String(cluster),
    ];
    expect(shown.join('\n')).not.toContain(TOKEN);
  });
});
