import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startFakeCluster } from './startFakeCluster';

const BIN = resolve(__dirname, '../bin/fake-cluster');

jest.setTimeout(60_000);

describe('bin/fake-cluster', () => {
  let dir: string;
  const started: ChildProcess[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'bin-'));
  });

  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await rm(dir, { recursive: true });
  });

  async function run(port: number) {
    const file = join(dir, 'clusters.yaml');
    await writeFile(
      file,
      `stateDir: ./state\nclusters: [{name: one, port: ${port}, users: [{name: admin}]}]\n`,
    );
    const child = spawn(process.execPath, [BIN, '--config', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return child;
  }

  it('says when it is ready and ends on SIGTERM', async () => {
    const child = await run(0);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    expect(line).toMatch(/^one ready at https:\/\/127\.0\.0\.1:\d+$/);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('names a busy port and fails', async () => {
    const holder = await startFakeCluster({ name: 'holder', users: [] });
    try {
      const child = await run(holder.port);
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      const [code] = await once(child, 'close');
      expect(code).toBe(1);
      expect(text).toBe(
        `Port ${holder.port} on 127.0.0.1, which cluster "one" is configured to use, is taken by another process. Stop that process, or give the cluster another port.\n`,
      );
    } finally {
      await holder.stop();
    }
  });
});
