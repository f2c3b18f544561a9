import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import { ManualTiming } from '../../reflector/__testUtils__/ManualTiming';
import { FileTokenCredential } from './FileTokenCredential';
import { PluginTokenCredential } from './PluginTokenCredential';
import { StaticCredential } from './StaticCredential';

describe('FileTokenCredential', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-token-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads the file again after a minute, and at once after a 401', async () => {
    const timing = new ManualTiming();
    const path = join(folder, 'token');
    await writeFile(path, 'one\n');
    const credential = new FileTokenCredential(path, timing);
    expect(await credential.current()).toEqual({ bearerToken: 'one' });

    await writeFile(path, 'two\n');
    await timing.advance(59_999);
    expect(await credential.current()).toEqual({ bearerToken: 'one' });
    await timing.advance(1);
    expect(await credential.current()).toEqual({ bearerToken: 'two' });

    await writeFile(path, 'three\n');
    expect(credential.renew()).toBe(true);
    expect(await credential.current()).toEqual({ bearerToken: 'three' });
  });

  it.each([{ content: undefined }, { content: ' \n' }])(
    'says so when the file holds $content',
    async ({ content }) => {
      const path = join(folder, 'token');
      if (content !== undefined) {
        await writeFile(path, content);
      }
      await expect(
        new FileTokenCredential(path).current(),
      ).rejects.toMatchObject({ problem: { reason: 'unauthorized' } });
    },
  );
});

describe('PluginTokenCredential', () => {
  it('asks for one token a minute, and for another after a 401', async () => {
    const timing = new ManualTiming();
    let issued = 0;
    const auth = mockServices.auth.mock({
      getPluginRequestToken: async ({ targetPluginId }) => {
        issued += 1;
        return { token: `${targetPluginId}-${issued}` };
      },
    });
    const credential = new PluginTokenCredential({
      auth,
      targetPluginId: 'kubernetes',
      timing,
    });
    const [one, same] = await Promise.all([
      credential.current(),
      credential.current(),
    ]);
    expect([one, same]).toEqual([
      { bearerToken: 'kubernetes-1' },
      { bearerToken: 'kubernetes-1' },
    ]);
    await timing.advance(60_000);
    expect(await credential.current()).toEqual({ bearerToken: 'kubernetes-2' });
    credential.renew();
    expect(await credential.current()).toEqual({ bearerToken: 'kubernetes-3' });
  });

  it('says so when the portal gives none, and asks again the next time', async () => {
    let works = false;
    const auth = mockServices.auth.mock({
      getPluginRequestToken: async () => {
        if (!works) {
          throw new Error('key store at 10.0.0.1 is closed');
        }
        return { token: 'now' };
      },
    });
    const credential = new PluginTokenCredential({
      auth,
      targetPluginId: 'kubernetes',
    });
    const error = await credential.current().catch(e => e);
    expect(error).toMatchObject({ problem: { reason: 'unauthorized' } });
    expect(inspect(error)).not.toContain('10.0.0.1');
    works = true;
    expect(await credential.current()).toEqual({ bearerToken: 'now' });
  });
});

describe('StaticCredential', () => {
  it('shows itself to no inspection, and cannot be renewed', async () => {
    const credential = new StaticCredential({ bearerToken: 'canary-c4ca4238' });
    expect(await credential.current()).toEqual({
      bearerToken: 'canary-c4ca4238',
    });
    expect(credential.renew()).toBe(false);
    expect(inspect(credential, { showHidden: true })).not.toContain('canary');
    expect(JSON.stringify(credential)).not.toContain('canary');
  });
});
