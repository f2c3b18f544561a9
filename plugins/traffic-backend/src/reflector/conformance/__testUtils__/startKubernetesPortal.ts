import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';

/** A portal with the kubernetes plugin, and what a plugin named "traffic" there is given to call it. */
export interface KubernetesPortal {
  readonly auth: AuthService;
  readonly discovery: DiscoveryService;
  stop(): Promise<void>;
}

/** Starts a real backend, with its compression, authentication and auditing, on a free port of this machine. */
export async function startKubernetesPortal(
  kubernetes: JsonObject | undefined,
): Promise<KubernetesPortal> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    // Its libraries warn of their own habits on every start.
    ['--no-warnings', join(__dirname, 'kubernetesPortal.cjs')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORTAL_CONFIG: JSON.stringify({
          app: { baseUrl },
          backend: {
            baseUrl,
            listen: { host: '127.0.0.1', port },
            database: { client: 'better-sqlite3', connection: ':memory:' },
            auth: { keys: [{ secret: 'only-for-this-test' }] },
          },
          permission: { enabled: true },
          ...(kubernetes ? { kubernetes } : {}),
        }),
      },
    },
  );
  const ended = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => {
      throw new Error('The portal of the test ended before it was ready.');
    }),
  ]);
  return {
    auth: mockServices.auth.mock({
      getOwnServiceCredentials: () =>
        mockServices.auth().getOwnServiceCredentials(),
      getPluginRequestToken: async () => {
        const response = await fetch(`${baseUrl}/api/traffic/token`);
        return response.json();
      },
    }),
    discovery: mockServices.discovery.mock({
      getBaseUrl: async pluginId => `${baseUrl}/api/${pluginId}`,
    }),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
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
