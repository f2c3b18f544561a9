import { startFakeCluster } from '../startFakeCluster';
import type { FakeCluster, FakeClusterOptions } from '../startFakeCluster';
import { TestClient } from './TestClient';

/** A cluster in memory with an administrator, and a client for them. */
export interface TestCluster {
  cluster: FakeCluster;
  admin: TestClient;
  /** A client for another user, or for nobody with an empty token. */
  clientOf(token: string): TestClient;
  stop(): Promise<void>;
}

/** Starts a cluster for one test file. */
export async function startTestCluster(
  options: Partial<FakeClusterOptions> = {},
): Promise<TestCluster> {
  const cluster = await startFakeCluster({
    name: 'test',
    ...options,
    users: [{ name: 'admin', token: 'admin-token' }, ...(options.users ?? [])],
  });
  const clients: TestClient[] = [];
  const clientOf = (token: string) => {
    const client = new TestClient(cluster, token || undefined);
    clients.push(client);
    return client;
  };
  return {
    cluster,
    admin: clientOf('admin-token'),
    clientOf,
    async stop() {
      for (const client of clients) client.close();
      await cluster.stop();
    },
  };
}
