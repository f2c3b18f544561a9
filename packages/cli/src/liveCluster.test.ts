import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeCluster, type FakeCluster } from '@portolan/fake-cluster';
import { analysisSchema } from '@portolan/plugin-traffic-common';
import { runCli } from './runCli';

const OBJECTS = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'web' },
    spec: { controller: 'example.com/any' },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      ingressClassName: 'web',
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'key', namespace: 'shop' },
    data: { password: 'Y2FuYXJ5' },
  },
];
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ports: [{ port: 80 }] },
};

let folder: string;
let cluster: FakeCluster;
const before = process.env.KUBECONFIG;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-live-'));
  cluster = await startFakeCluster({
    name: 'eu',
    absentKinds: ['grpcroutes'],
    objects: OBJECTS,
    users: [
      {
        name: 'admin',
        token: 'token-of-admin',
      },
      {
        name: 'reader',
        token: 'token-of-reader',
        rules: [
          {
            groups: ['networking.k8s.io'],
            resources: ['*'],
            verbs: ['get', 'list', 'watch'],
          },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true });
  process.env.KUBECONFIG = before;
});

/** Runs the command line with the kubeconfig of one user. */
async function run(user: string, ...args: string[]) {
  const path = join(folder, `${user}.kubeconfig`);
  writeFileSync(path, cluster.kubeconfig(user));
  process.env.KUBECONFIG = path;
  const out = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof out) => ({
    write: (text: string) => {
      out[name] += text;
    },
  });
  const exitCode = await runCli(args, {
    stdin: (async function* nothing() {})(),
    stdout: collect('stdout'),
    stderr: collect('stderr'),
  });
  return { exitCode, ...out };
}

async function analyzed(user: string, ...args: string[]) {
  const { stdout, ...rest } = await run(user, 'analyze', ...args, '-o', 'json');
  return { ...rest, analysis: analysisSchema.parse(JSON.parse(stdout)) };
}

describe('a running cluster', () => {
  it('is read whole, but for Secrets', async () => {
    cluster.requests.reset();
    const { analysis, exitCode, stderr } = await analyzed('admin', 'live:eu');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(analysis.clusters.map(({ name }) => name)).toEqual(['eu']);
    expect(analysis.findings.map(({ code }) => code)).toContain('TRF101');
    expect(
      cluster.requests.list().filter(({ path }) => path.includes('/secrets')),
    ).toEqual([]);
  });

  it('is the baseline of a directory, whatever either is called', async () => {
    const file = join(folder, 'shop.json');
    writeFileSync(
      file,
      JSON.stringify({ kind: 'List', items: [...OBJECTS, SERVICE] }),
    );
    const { stdout } = await run(
      'admin',
      ...['analyze', file, '--baseline', 'live:eu', '-o', 'json'],
    );
    const { comparison } = JSON.parse(stdout);
    expect(comparison.introduced).toEqual([]);
    expect(
      comparison.fixed.map(({ code }: { code: string }) => code),
    ).toContain('TRF101');
  });

  it('says what may not be read, and claims nothing of it', async () => {
    const { analysis, stderr } = await analyzed('reader', 'live:eu');
    expect(stderr).toMatch(/cluster eu: .* may not read services \(403\)/);
    expect(analysis.findings).toEqual([]);
  });

  it.each([
    { path: 'live:us', says: 'has no context "us"; it has eu' },
    { path: 'live:', says: 'has no context ""' },
  ])('refuses $path with a sentence', async ({ path, says }) => {
    const { exitCode, stderr } = await run('admin', 'analyze', path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });

  it('that does not answer ends the run with a sentence', async () => {
    await cluster.pause();
    try {
      const { exitCode, stderr } = await run('admin', 'analyze', 'live:eu');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^Cluster eu cannot be read: /);
      expect(stderr).not.toContain('token-of-admin');
    } finally {
      await cluster.resume();
    }
  });
});
