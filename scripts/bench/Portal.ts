import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Entity } from '@backstage/catalog-model';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { Agent, request } from 'node:http';
import { ChildProcess } from './ChildProcess';
import type { BenchCluster } from './portalFeatures';
import type { PortalOffers } from './portalProcess';

const LONGEST_WAIT_MS = 240_000;

/** The answer to one request. */
interface Answer {
  status: number;
  text: string;
}

/** A portal in a process of its own, and a signed-in guest who asks it. */
export class Portal {
  readonly process: ChildProcess<PortalOffers>;
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(options: {
    process: ChildProcess<PortalOffers>;
    baseUrl: string;
    token: string;
  }) {
    this.process = options.process;
    this.#baseUrl = options.baseUrl;
    this.#token = options.token;
  }

  /** Resolves when the portal is up and its catalog holds every entity. */
  static async start(options: {
    cluster: BenchCluster;
    source: 'direct' | 'proxy';
    entities: Entity[];
    withTraffic: boolean;
  }): Promise<Portal> {
    const port = await freePort();
    const child = new ChildProcess<PortalOffers>({
      file: 'portalProcess.ts',
      env: { NODE_ENV: 'production', LOG_LEVEL: 'error' },
    });
    await child.ask('start', { ...options, port });
    const baseUrl = `http://127.0.0.1:${port}`;
    const signedIn = await fetch(`${baseUrl}/api/auth/guest/refresh`);
    const { backstageIdentity } = await signedIn.json();
    const portal = new Portal({
      process: child,
      baseUrl,
      token: backstageIdentity.token,
    });
    await portal.#untilCatalogHolds(options.entities.length);
    return portal;
  }

  async trafficOf(name: string): Promise<EntityTraffic> {
    const { status, text } = await this.get(trafficPath(name));
    if (status !== 200) {
      throw new Error(`${name}: ${status} ${text}`);
    }
    return JSON.parse(text);
  }

  /** Resolves when the check accepts the traffic of an entity; asks again after a short pause. */
  async until(
    name: string,
    check: (traffic: EntityTraffic) => boolean,
    pauseMs = 5,
  ): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    while (!check(await this.trafficOf(name))) {
      if (performance.now() > deadline) {
        throw new Error(`The traffic of ${name} never came to it.`);
      }
      await wait(pauseMs);
    }
  }

  get(path: string): Promise<Answer> {
    return this.#ask('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.#ask('POST', path, JSON.stringify(body));
  }

  #ask(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      request(
        `${this.#baseUrl}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json' }),
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
          response.on('error', reject);
        },
      )
        .on('error', reject)
        .end(body);
    });
  }

  async end(): Promise<void> {
    this.#agent.destroy();
    await this.process.end();
  }

  async #untilCatalogHolds(count: number): Promise<void> {
    for (;;) {
      const { text } = await this.get(
        '/api/catalog/entities/by-query?limit=1&filter=kind=component',
      );
      if (JSON.parse(text).totalItems === count) {
        return;
      }
      await wait(500);
    }
  }
}

export function trafficPath(name: string): string {
  return `/api/traffic/v1/entities/component/default/${name}/traffic`;
}

export function barePath(name: string): string {
  return `/api/bench/bare/component/default/${name}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) {
    throw new Error('There is no free port.');
  }
  return address.port;
}
