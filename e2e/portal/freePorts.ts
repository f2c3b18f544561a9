import { createServer } from 'node:net';

/** Ports that nobody listens on right now, so that a demo of the developer's own may go on running. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => listen()),
  );
  return Promise.all(servers.map(close));
}

function listen(): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function close(server: ReturnType<typeof createServer>): Promise<number> {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The probe for a free port has no port.');
  }
  return new Promise(resolve => server.close(() => resolve(address.port)));
}
