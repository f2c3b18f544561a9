import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A port that something else holds; names it and what to do. */
export class PortBusyError extends Error {
  readonly name = 'PortBusyError';

  constructor(readonly port: number, clusterName: string) {
    super(
      `Port ${port} on 127.0.0.1, which cluster "${clusterName}" is configured to use, is taken by another process. Stop that process, or give the cluster another port.`,
    );
  }
}

/** The TLS listener of one cluster, which can stop listening and start again on the same port. */
export class ApiServer {
  readonly #server: Server;
  readonly #clusterName: string;
  readonly #sockets = new Set<Socket>();
  #port: number;

  constructor(options: {
    clusterName: string;
    port: number;
    cert: string;
    key: string;
    serve: (request: IncomingMessage, response: ServerResponse) => void;
  }) {
    this.#clusterName = options.clusterName;
    this.#port = options.port;
    this.#server = createServer(
      {
        cert: options.cert,
        key: options.key,
        minVersion: 'TLSv1.2',
        keepAliveTimeout: 120_000,
      },
      options.serve,
    );
    // Watches stay open as long as they were asked to.
    this.#server.requestTimeout = 0;
    // `closeAllConnections` knows only those that have spoken HTTP: one that is still in its TLS handshake would live on, and
    // `close` would wait for it for ever.
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('tlsClientError', () => {
      // A client that breaks off the handshake is its own problem; without this listener nothing would differ but the
      // socket is destroyed for certain.
    });
  }

  /** The port that is, or was last, listened on. */
  get port(): number {
    return this.#port;
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Starts to listen on loopback. @throws PortBusyError */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error & { code?: string }) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new PortBusyError(this.#port, this.#clusterName)
            : error,
        );
      this.#server.once('error', fail);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
    this.#port = portOf(this.#server.address());
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error(
      'The server listens on no TCP port, which it always should.',
    );
  }
  return address.port;
}
