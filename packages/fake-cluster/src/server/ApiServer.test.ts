import { once } from 'node:events';
import { connect } from 'node:net';
import { startTestCluster } from '../testing/TestCluster';
import { httpRoute } from '../testing/manifests';

describe('ApiServer', () => {
  it('stops although a client has not finished its TLS handshake', async () => {
    const test = await startTestCluster({ objects: [httpRoute('a')] });
    const { hostname, port } = new URL(test.cluster.url);
    const client = connect(Number(port), hostname);
    client.on('error', () => {});
    await once(client, 'connect');
    const cut = once(client, 'close');
    await test.cluster.pause();
    await cut;
    await test.cluster.resume();
    expect(test.cluster.running).toBe(true);
    await test.stop();
  });
});
