import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ManualTiming } from '../testUtils/ManualTiming';
import { FileTokenCredential } from './FileTokenCredential';
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
