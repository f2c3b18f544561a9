import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { once } from 'node:events';
import { answerQuery } from './answerQuery';
import { QueryError } from './parseQuery';
import { readSeries, SeriesFileError } from './readSeries';

/** What is served, and where; port 0 takes a free one. */
export interface TelemetryStandInOptions {
  readonly port: number;
  readonly seriesFile: string;
  readonly log: (line: string) => void;
}

/** A running stand-in. */
export interface TelemetryStandIn {
  readonly url: string;
  stop(): Promise<void>;
}

/** Another process listens on the port. */
export class TelemetryPortBusyError extends Error {
  readonly name = 'TelemetryPortBusyError';

  constructor(port: number) {
    super(
      `Port ${port} on 127.0.0.1, for the telemetry stand-in, is taken by another process. Stop that process, or give the stand-in another port.`,
    );
  }
}

interface Answer {
  status: number;
  body: unknown;
}

/**
 * Plays as much of Prometheus' HTTP API as the demo asks: instant queries over the series of a file, which is read for each
 * query, so that an edit counts from the next one on. It measures nothing and keeps nothing.
 *
 * @throws TelemetryPortBusyError, SeriesFileError
 */
export async function startTelemetryStandIn(
  options: TelemetryStandInOptions,
): Promise<TelemetryStandIn> {
  await readSeries(options.seriesFile);
  const server = createServer((request, response) => {
    void answer(request, options).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  { seriesFile, log }: TelemetryStandInOptions,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(
    request.url ?? '/',
    'http://stand-in',
  );
  if (pathname === '/-/ready') {
    return { status: 200, body: { status: 'ready' } };
  }
  if (request.method !== 'GET' || pathname !== '/api/v1/query') {
    return refusal(404, 'not_found', 'Only GET /api/v1/query is played here.');
  }
  try {
    const result = answerQuery(
      searchParams.get('query') ?? '',
      await readSeries(seriesFile),
      Date.now() / 1000,
    );
    return {
      status: 200,
      body: { status: 'success', data: { resultType: 'vector', result } },
    };
  } catch (error) {
    if (error instanceof QueryError) {
      return refusal(400, 'bad_data', error.message);
    }
    if (error instanceof SeriesFileError) {
      log(error.message);
      return refusal(503, 'unavailable', error.message);
    }
    throw error;
  }
}

function refusal(status: number, errorType: string, error: string): Answer {
  return { status, body: { status: 'error', errorType, error } };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new TelemetryPortBusyError(port) : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
