import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { DirectClusterSource } from './DirectClusterSource';

const TOKEN = 'canary-direct-1679091c';

describe('DirectClusterSource', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'direct-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const account = () => ({
    url: 'https://10.0.0.1:443',
    tokenPath: join(folder, 'token'),
    caPath: join(folder, 'ca.crt'),
  });
  const sourceOf = (methods: JsonObject[]) =>
    new DirectClusterSource({
      config: mockServices.rootConfig({
        data: { kubernetes: { clusterLocatorMethods: methods } },
      }),
      account: account(),
    });
  const clusters = (...entries: JsonObject[]) =>
    sourceOf([{ type: 'config', clusters: entries }]);
  const entry = (more: JsonObject): JsonObject => ({
    name: 'eu',
    url: 'https://eu.example.com',
    authProvider: 'serviceAccount',
    ...more,
  });
  const accessOf = async (source: DirectClusterSource) =>
    (await source.listClusters())[0].access;

  it.each([
    {
      name: 'a service account token',
      more: { serviceAccountToken: TOKEN, caData: 'Q0E=' },
      expected: { usable: true },
    },
    {
      name: 'a token in authMetadata, as the newer form of the configuration has it',
      more: {
        authProvider: 'oidc',
        authMetadata: {
          'kubernetes.io/auth-provider': 'serviceAccount',
          serviceAccountToken: TOKEN,
        },
      },
      expected: { usable: true },
    },
    {
      name: 'a user of Google',
      more: { authProvider: 'google' },
      expected: { usable: false, problem: { reason: 'needs-sign-in' } },
    },
    {
      name: 'a user of Azure',
      more: { authProvider: 'aks' },
      expected: { usable: false, problem: { reason: 'needs-sign-in' } },
    },
    {
      name: 'a user of an OIDC provider',
      more: { authProvider: 'oidc', oidcTokenProvider: 'okta' },
      expected: { usable: false, problem: { reason: 'needs-sign-in' } },
    },
    {
      name: 'what only the kubernetes plugin can use',
      more: { authProvider: 'aws' },
      expected: {
        usable: false,
        problem: {
          reason: 'not-configured',
          message: expect.stringContaining(
            'install @backstage/plugin-kubernetes-backend',
          ),
        },
      },
    },
    {
      name: 'the account of a pod, outside of any pod',
      more: {},
      expected: {
        usable: false,
        problem: {
          reason: 'not-configured',
          message: expect.stringContaining('`serviceAccountToken`'),
        },
      },
    },
    {
      name: 'a CA file that is not there',
      more: { serviceAccountToken: TOKEN, caFile: '/not/there.crt' },
      expected: {
        usable: false,
        problem: {
          reason: 'not-configured',
          message: expect.stringContaining('`caFile` of cluster eu'),
        },
      },
    },
  ])('$name', async ({ more, expected }) => {
    expect(await accessOf(clusters(entry(more)))).toMatchObject(expected);
  });

  it('uses the account of the pod that it runs in', async () => {
    await writeFile(join(folder, 'token'), TOKEN);
    await writeFile(join(folder, 'ca.crt'), 'CA');
    expect(await accessOf(clusters(entry({})))).toEqual({ usable: true });
  });

  it('knows a kubectl proxy on this machine', async () => {
    expect(
      await sourceOf([{ type: 'localKubectlProxy' }]).listClusters(),
    ).toEqual([
      {
        name: 'local',
        title: 'local',
        dashboardUrl: undefined,
        access: { usable: true },
        revision: '1',
      },
    ]);
  });

  it('leaves the other locators to the kubernetes plugin', async () => {
    const source = sourceOf([
      { type: 'gke', projectId: 'p' },
      { type: 'catalog' },
    ]);
    expect(await source.listClusters()).toEqual([]);
  });

  it('has no clusters where nothing is configured', async () => {
    const source = new DirectClusterSource({
      config: mockServices.rootConfig(),
    });
    expect(await source.listClusters()).toEqual([]);
  });

  it('changes the revision when the CA does, and shows no credential in it', async () => {
    const caFile = join(folder, 'ca.crt');
    await writeFile(caFile, 'one');
    const source = clusters(
      entry({ serviceAccountToken: TOKEN, caFile, title: 'Europe' }),
    );
    const revision = async () => (await source.listClusters())[0].revision;
    expect([await revision(), await revision()]).toEqual(['1', '1']);
    await writeFile(caFile, 'two');
    expect(await revision()).toBe('2');

    const [description] = await source.listClusters();
    const shown = inspect([source, description, source.connect(description)], {
      depth: 20,
      showHidden: true,
    });
    expect(shown).not.toContain(TOKEN);
  });

  it('names the key that is wrong', async () => {
    const source = clusters({
      name: 'eu',
      url: 5,
      authProvider: 'serviceAccount',
    });
    await expect(source.listClusters()).rejects.toMatchObject({
      problem: {
        reason: 'not-configured',
        message: expect.stringMatching(
          /kubernetes\.clusterLocatorMethods cannot be read: .*url/,
        ),
      },
    });
  });

  it('refuses to connect to what it does not list', () => {
    expect(() =>
      clusters().connect({ name: 'x', title: 'x', access: { usable: true } }),
    ).toThrow('Cluster x is not in the configuration any more.');
  });
});
