import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissingFile } from '../pki/isMissingFile';
import type { FakeUser } from '../auth/FakeUser';
import type { FakeClusterConfig } from './clusterConfig';

async function readToken(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

/**
 * Gives each user a token: the configured one, the one kept from an earlier start, or a new one. All are written to
 * `<dir>/<user>.token`, readable by the owner only, for whoever configures a client.
 */
export async function settleUserTokens(
  users: FakeClusterConfig['users'],
  dir: string,
): Promise<FakeUser[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return Promise.all(
    users.map(async user => {
      const file = join(dir, `${user.name.replace(/:/g, '_')}.token`);
      const token =
        user.token ??
        (await readToken(file)) ??
        randomBytes(24).toString('base64url');
      await writeFile(file, token, { mode: 0o600 });
      return { ...user, token };
    }),
  );
}
