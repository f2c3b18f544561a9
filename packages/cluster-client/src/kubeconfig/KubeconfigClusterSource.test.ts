import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { stringify } from 'yaml';
import { KubeconfigClusterSource } from './KubeconfigClusterSource';

const TOKEN = 'canary-kubeconfig-8f14e45f';

describe('KubeconfigClusterSource', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    path = join(folder, 'config');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A kubeconfig with one context per user. */
  async function write(
    users: Record<string, object>,
    cluster: object = { server: 'https://eu.example.com' },
  ) {
    await writeFile(
      path,
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster }],
        users: Object.entries(users).map(([name, user]) => ({ name, user })),
        contexts: Object.keys(users).map(name => ({
          name,
          context: { cluster: 'c', user: name },
        })),
      }),
    );
  }

  it('lists the contexts that are named, or all', async () => {
    await write({ eu: { token: TOKEN }, us: { token: TOKEN } });
    const all = await new KubeconfigClusterSource([{ path }]).listClusters();
    expect(all).toEqual([
      { name: 'eu', title: 'eu', access: { usable: true }, revision: '1' },
      { name: 'us', title: 'us', access: { usable: true }, revision: '1' },
    ]);
    const some = await new KubeconfigClusterSource([
      { path, contexts: ['us', 'missing'] },
    ]).listClusters();
    expect(some.map(({ name }) => name)).toEqual(['us']);
  });

  it.each([
    { name: 'a password', user: { username: 'u', password: TOKEN } },
    {
      name: 'a command',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'aws',
          env: null,
          provideClusterInfo: true,
        },
      },
    },
    { name: 'nothing', user: {} },
  ])('can use $name', async ({ user }) => {
    await write({ eu: user });
    const source = new KubeconfigClusterSource([{ path }]);
    const [description] = await source.listClusters();
    expect(description.access).toEqual({ usable: true });
    const shown = inspect([source, description, source.connect(description)], {
      depth: 20,
      showHidden: true,
    });
    expect(shown).not.toContain(TOKEN);
  });

  it.each([
    {
      name: 'an old auth-provider',
      user: { 'auth-provider': { name: 'gcp' } },
      why: /`auth-provider`, which Kubernetes has replaced/,
    },
    {
      name: 'a command that needs a terminal',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'login',
          interactiveMode: 'Always',
        },
      },
      why: /needs a terminal/,
    },
    {
      name: 'a key file that is not there',
      user: { 'client-certificate': 'a.crt', 'client-key': 'a.key' },
      why: /key file that it names cannot be read/,
    },
  ])('says why it cannot use $name', async ({ user, why }) => {
    await write({ eu: user });
    const [{ access }] = await new KubeconfigClusterSource([
      { path },
    ]).listClusters();
    expect(access).toMatchObject({
      usable: false,
      problem: {
        reason: 'not-configured',
        message: expect.stringMatching(why),
      },
    });
  });

  it('says why it cannot use a proxy', async () => {
    await write(
      { eu: { token: TOKEN } },
      { server: 'https://eu.example.com', 'proxy-url': 'http://proxy' },
    );
    const [{ access }] = await new KubeconfigClusterSource([
      { path },
    ]).listClusters();
    expect(access).toMatchObject({
      usable: false,
      problem: { message: expect.stringContaining('`proxy-url`') },
    });
  });

  it('reads the files again at every listing', async () => {
    await write({ eu: { token: TOKEN } });
    const source = new KubeconfigClusterSource([{ path }]);
    const revisions: Array<string | undefined> = [];
    for (const token of [TOKEN, TOKEN, `${TOKEN}2`]) {
      await write({ eu: { token } });
      revisions.push((await source.listClusters())[0].revision);
    }
    expect(revisions).toEqual(['1', '1', '2']);
  });

  it('keeps the first of two files that name the same context', async () => {
    await write({ eu: { token: TOKEN } });
    const source = new KubeconfigClusterSource([{ path }, { path }]);
    expect(await source.listClusters()).toHaveLength(1);
  });

  it.each([
    { name: 'is missing', content: undefined },
    { name: 'is no kubeconfig', content: `- ${TOKEN}: [` },
  ])('names the file that $name', async ({ content }) => {
    if (content !== undefined) {
      await writeFile(path, content);
    }
    const error = await new KubeconfigClusterSource([{ path }])
      .listClusters()
      .catch(e => e);
    expect(error).toMatchObject({
      problem: {
        reason: 'not-configured',
        message: expect.stringContaining(path),
      },
    });
    expect(inspect(error)).not.toContain(TOKEN);
  });
});
