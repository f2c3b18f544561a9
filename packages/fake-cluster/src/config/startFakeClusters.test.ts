import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FakeClusterControl } from '../control/FakeClusterControl';
import { TestClient } from '../testing/TestClient';
import { startFakeCluster } from '../startFakeCluster';
import { readClusterConfig } from './clusterConfig';
import { startFakeClusters } from './startFakeClusters';
import type { FakeClusters } from './startFakeClusters';

const CONFIG = `
stateDir: ./state
clusters:
  - name: prod-eu
    users: [{name: admin}, {name: viewer, token: a-viewer-token, rules: []}]
  - name: prod-us
    absentKinds: [httproutes]
    users: [{name: admin}]
`;

describe('clusters from a configuration', () => {
  let dir: string;
  let running: FakeClusters | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'clusters-'));
    await writeFile(join(dir, 'clusters.yaml'), CONFIG);
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await rm(dir, { recursive: true });
  });

  async function start(): Promise<FakeClusters> {
    const config = await readClusterConfig(join(dir, 'clusters.yaml'));
    running = await startFakeClusters(config, () => {});
    return running;
  }

  async function modeOf(...path: string[]): Promise<string> {
    const { mode } = await stat(join(dir, 'state', ...path));
    return (mode % 0o1000).toString(8);
  }

  it('keeps authority and tokens from one start to the next, for the owner only', async () => {
    const first = await start();
    const [cluster] = first.clusters;
    const { caPem } = cluster;
    const token = cluster.users[0].token;
    expect(await modeOf('prod-eu', 'ca.key')).toBe('600');
    expect(await modeOf('prod-eu', 'server.key')).toBe('600');
    expect(await modeOf('prod-eu', 'admin.token')).toBe('600');
    expect(await modeOf('kubeconfig')).toBe('600');
    expect(await modeOf('control.json')).toBe('600');
    await first.stop();

    const second = await start();
    expect(second.clusters[0].caPem).toBe(caPem);
    expect(second.clusters[0].users[0].token).toBe(token);
    expect(second.clusters[0].users[1].token).toBe('a-viewer-token');
  });

  it('makes new certificates where the kept ones are broken', async () => {
    const first = await start();
    const { caPem } = first.clusters[0];
    await first.stop();
    await writeFile(join(dir, 'state', 'prod-eu', 'ca.crt'), 'no certificate');
    const second = await start();
    expect(second.clusters[0].caPem).not.toBe(caPem);
    const client = new TestClient(second.clusters[0]);
    expect((await client.get('/version')).status).toBe(200);
  });

  it('writes kubeconfig files with a context for each user', async () => {
    const { clusters } = await start();
    const config = parse(
      await readFile(join(dir, 'state', 'kubeconfig'), 'utf8'),
    );
    expect(config.contexts.map(({ name }: { name: string }) => name)).toEqual([
      'prod-eu',
      'admin@prod-eu',
      'viewer@prod-eu',
      'prod-us',
      'admin@prod-us',
    ]);
    expect(config['current-context']).toBe('prod-eu');
    expect(config.clusters[0].cluster.server).toBe(clusters[0].url);
    expect(clusters[0].kubeconfig('viewer')).toContain('a-viewer-token');
    expect(() => clusters[0].kubeconfig('other')).toThrow(
      'Cluster "prod-eu" has no user "other"; its users are: admin, viewer.',
    );
  });

  it('is steered from another process: stop, start, faults, counts', async () => {
    const { clusters } = await start();
    const control = await FakeClusterControl.open(join(dir, 'state'));
    expect(await control.clusters()).toMatchObject([
      { name: 'prod-eu', running: true, faults: [] },
      { name: 'prod-us', running: true, faults: [] },
    ]);

    expect((await control.stop('prod-us')).running).toBe(false);
    const client = new TestClient(clusters[1]);
    await expect(client.get('/version')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    expect((await control.start('prod-us')).running).toBe(true);
    expect((await client.get('/version')).status).toBe(200);

    const { id } = await control.setFault('prod-us', {
      type: 'status',
      status: 503,
    });
    expect((await client.get('/version')).status).toBe(503);
    expect(await control.listFaults('prod-us')).toMatchObject([
      { id, hits: 1 },
    ]);
    await control.clearFaults('prod-us', id);
    expect((await client.get('/version')).status).toBe(200);
    expect(await control.requestCounts('prod-us')).toEqual({
      'get /version': 3,
    });
    await control.compact('prod-us');
  });

  it('refuses what cannot be with a sentence', async () => {
    await start();
    const state = join(dir, 'state');
    const control = await FakeClusterControl.open(state);
    await expect(control.stop('mars')).rejects.toThrow(
      'There is no cluster "mars"; the clusters are: prod-eu, prod-us.',
    );
    const wrong: {
      setFault(cluster: string, fault: object): Promise<unknown>;
    } = control;
    await expect(wrong.setFault('prod-eu', { type: 'flood' })).rejects.toThrow(
      'The faults are: status, hang',
    );
    await expect(control.clearFaults('prod-eu', 'fault-9')).rejects.toThrow(
      'has no fault "fault-9"',
    );
    const { url } = JSON.parse(
      await readFile(join(state, 'control.json'), 'utf8'),
    );
    expect((await fetch(`${url}/clusters`)).status).toBe(401);

    await running?.stop();
    running = undefined;
    await expect(control.clusters()).rejects.toThrow('do not answer');
    await expect(FakeClusterControl.open(state)).rejects.toThrow(
      'Start the demo first',
    );
  });

  it('names a busy port and what to do, and leaves nothing running', async () => {
    const holder = await startFakeCluster({ name: 'holder', users: [] });
    try {
      await writeFile(
        join(dir, 'clusters.yaml'),
        CONFIG.replace(
          '- name: prod-us',
          `- name: prod-us\n    port: ${holder.port}`,
        ),
      );
      await expect(start()).rejects.toThrow(
        `Port ${holder.port} on 127.0.0.1, which cluster "prod-us" is configured to use, is taken by another process. Stop that process, or give the cluster another port.`,
      );
    } finally {
      await holder.stop();
    }
  });

  it.each([
    ['an unknown field', CONFIG.replace('users', 'usres'), 'usres'],
    ['two of a name', CONFIG.replace('prod-us', 'prod-eu'), 'the same name'],
    ['no clusters', 'stateDir: x\nclusters: []', 'clusters'],
    ['broken YAML', 'a: [', 'cannot be read'],
  ])('refuses a configuration with %s', async (_what, text, message) => {
    const file = join(dir, 'clusters.yaml');
    await writeFile(file, text);
    await expect(readClusterConfig(file)).rejects.toThrow(message);
    await expect(readClusterConfig(file)).rejects.toThrow(file);
  });
});
