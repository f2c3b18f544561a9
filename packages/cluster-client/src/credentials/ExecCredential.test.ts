import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ManualTiming } from '../testUtils/ManualTiming';
import { ExecCredential } from './ExecCredential';
import type { ExecCommand } from './runExecCredential';

const SECRET = 'canary-exec-98f13708';

describe('ExecCredential', () => {
  let folder: string;
  let runsFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exec-credential-'));
    runsFile = join(folder, 'runs');
    await writeFile(runsFile, '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A command that notes each run with what it was told, and then does as the script says. */
  async function command(
    script: string,
    more: Partial<ExecCommand> = {},
  ): Promise<ExecCommand> {
    const path = join(folder, 'get-token');
    await writeFile(
      path,
      [
        '#!/bin/sh',
        `echo "$1 $EXTRA $KUBERNETES_EXEC_INFO" >> '${runsFile}'`,
        script,
      ].join('\n'),
    );
    await chmod(path, 0o755);
    return {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: path,
      args: ['--cluster=eu'],
      env: { EXTRA: 'more' },
      ...more,
    };
  }

  const print = (status: object) =>
    `echo '${JSON.stringify({ kind: 'ExecCredential', status })}'`;
  const runs = async () =>
    (await readFile(runsFile, 'utf8')).split('\n').filter(Boolean);

  it('runs once for all that wait, and keeps the credential', async () => {
    const credential = new ExecCredential(
      await command(print({ token: SECRET })),
    );
    const all = await Promise.all([
      credential.current(),
      credential.current(),
      credential.current(),
    ]);
    await credential.current();
    expect(all.map(({ bearerToken }) => bearerToken)).toEqual([
      SECRET,
      SECRET,
      SECRET,
    ]);
    expect(await runs()).toHaveLength(1);
  });

  it('runs again a minute before the credential expires, and after a 401', async () => {
    const timing = new ManualTiming();
    const expires = new Date(timing.now() + 600_000).toISOString();
    const credential = new ExecCredential(
      await command(print({ token: SECRET, expirationTimestamp: expires })),
      { timing },
    );
    await credential.current();
    await timing.advance(539_000);
    await credential.current();
    expect(await runs()).toHaveLength(1);
    await timing.advance(1_000);
    await credential.current();
    expect(await runs()).toHaveLength(2);
    expect(credential.renew()).toBe(true);
    await credential.current();
    expect(await runs()).toHaveLength(3);
  });

  it('tells the command what it may know', async () => {
    const cluster = {
      server: 'https://eu.example.com',
      caData: 'Q0E=',
      skipTlsVerify: false,
    };
    const credential = new ExecCredential(
      await command(print({ token: SECRET }), { cluster }),
    );
    await credential.current();
    const [run] = await runs();
    expect(run).toMatch(/^--cluster=eu more \{/);
    expect(JSON.parse(run.slice(run.indexOf('{')))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: 'https://eu.example.com',
          'certificate-authority-data': 'Q0E=',
        },
      },
    });
  });

  it('takes a client certificate', async () => {
    const credential = new ExecCredential(
      await command(
        print({ clientCertificateData: 'CERT', clientKeyData: 'KEY' }),
      ),
    );
    expect(await credential.current()).toEqual({
      bearerToken: undefined,
      clientCertificate: { cert: 'CERT', key: 'KEY' },
    });
  });

  it.each([
    {
      name: 'fails',
      script: `echo ${SECRET} >&2; exit 3`,
      message: /failed \(exit code 3\)/,
    },
    {
      name: 'prints something else',
      script: `echo '${SECRET}'`,
      message: /printed no ExecCredential/,
    },
    {
      name: 'prints a credential without anything in it',
      script: `echo '{"kind":"ExecCredential","status":{}}'`,
      message: /printed no ExecCredential/,
    },
    {
      name: 'does not end',
      script: 'exec sleep 600',
      message: /did not end within 0\.3 s/,
    },
  ])(
    'says so when the command $name, and shows none of its output',
    async ({ script, message }) => {
      const credential = new ExecCredential(await command(script), {
        timeoutMs: 300,
      });
      const error = await credential.current().catch(e => e);
      expect(error).toMatchObject({
        problem: {
          reason: 'unauthorized',
          message: expect.stringMatching(message),
        },
      });
      expect(inspect(error, { depth: 10 })).not.toContain(SECRET);
    },
  );

  it('says so when there is no such command, and tries again the next time', async () => {
    const missing = await command('exit 0', {
      command: join(folder, 'not-there'),
    });
    const credential = new ExecCredential(missing);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(credential.current()).rejects.toThrow(
        'cannot be started; check that it is installed',
      );
    }
  });

  it('shows its credential to no inspection', async () => {
    const credential = new ExecCredential(
      await command(print({ token: SECRET })),
    );
    await credential.current();
    expect(inspect(credential, { depth: 10, showHidden: true })).not.toContain(
      SECRET,
    );
  });
});
