import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ClusterWatch } from './ClusterWatch';
import { findFreePorts } from './freePorts';

const ROOT = resolve(__dirname, '../..');
const CLUSTERS = 'packages/fake-cluster/clusters';
const TELEMETRY = 'packages/fake-cluster/telemetry/prod-eu.yaml';
const START_TIMEOUT_MS = 300_000;

/** The whole demo, started as a new user starts it, on ports and a state of its own. */
export class DemoPortal {
  #output = '';

  private constructor(
    private readonly process: ChildProcess,
    private readonly dir: string,
    private readonly env: NodeJS.ProcessEnv,
    readonly url: string,
  ) {
    const collect = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    process.stdout?.on('data', collect);
    process.stderr?.on('data', collect);
  }

  /** Resolves when the portal says where it is; `user` is who opens it, Noor when nobody is named. */
  static async start(options: { user?: string } = {}): Promise<DemoPortal> {
    const dir = await mkdtemp(join(tmpdir(), 'portolan-e2e-'));
    // The tests edit what the clusters serve; the repository's files stay as they are.
    await cp(join(ROOT, CLUSTERS), join(dir, 'served'), { recursive: true });
    await cp(join(ROOT, TELEMETRY), join(dir, 'telemetry.yaml'));
    const [app, backend, eu, us, telemetry] = await findFreePorts(5);
    const env = {
      ...process.env,
      PORTOLAN_STATE_DIR: join(dir, 'state'),
      PORTOLAN_CLUSTERS_DIR: join(dir, 'served'),
      PORTOLAN_TELEMETRY_SERIES: join(dir, 'telemetry.yaml'),
      PORTOLAN_APP_PORT: String(app),
      PORTOLAN_BACKEND_PORT: String(backend),
      PORTOLAN_PROD_EU_PORT: String(eu),
      PORTOLAN_PROD_US_PORT: String(us),
      PORTOLAN_TELEMETRY_PORT: String(telemetry),
      ...(options.user ? { PORTOLAN_DEMO_USER: options.user } : {}),
    };
    const child = spawn(
      process.execPath,
      [join(ROOT, 'scripts/portolan.mjs'), 'start'],
      { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const portal = new DemoPortal(child, dir, env, `http://localhost:${app}`);
    await portal.#ready();
    return portal;
  }

  /** Everything that the terminal showed so far. */
  get output(): string {
    return this.#output;
  }

  get kubeconfig(): string {
    return join(this.dir, 'state', 'clusters', 'kubeconfig');
  }

  /** Watches a cluster as its administrator. */
  watch(cluster: 'prod-eu', path: string): Promise<ClusterWatch> {
    const stateDir = join(this.dir, 'state', 'clusters', cluster);
    return ClusterWatch.open({
      url: `https://127.0.0.1:${this.env.PORTOLAN_PROD_EU_PORT}${path}`,
      stateDir,
    });
  }

  /** Steers the clusters, as `npm run demo -- …` in another terminal does. */
  async demo(...args: string[]): Promise<void> {
    const { exitCode, output } = await this.command('demo', ...args);
    if (exitCode !== 0) {
      throw new Error(
        `demo ${args.join(' ')} ended with ${exitCode}: ${output}`,
      );
    }
  }

  /** A verb of the bootstrap, typed in another terminal. */
  async command(
    ...words: string[]
  ): Promise<{ exitCode: number | null; output: string }> {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'scripts/portolan.mjs'), ...words],
      { cwd: ROOT, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    await once(child, 'close');
    return { exitCode: child.exitCode, output };
  }

  /** Edits a file that a cluster serves, as a person with an editor would. */
  edit(file: string, change: (text: string) => string): Promise<void> {
    return editFile(join(this.dir, 'served', file), change);
  }

  /** Edits what the stand-in for a Prometheus answers. */
  editTelemetry(change: (text: string) => string): Promise<void> {
    return editFile(join(this.dir, 'telemetry.yaml'), change);
  }

  /** Ends the demo as Ctrl-C does. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGINT');
      await ended;
    }
    await rm(this.dir, { recursive: true, force: true });
    return this.process.exitCode;
  }

  #ready(): Promise<void> {
    return new Promise((done, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`The demo did not start:\n${this.#output}`)),
        START_TIMEOUT_MS,
      );
      this.process.once('exit', code => {
        clearTimeout(timer);
        fail(new Error(`The demo ended with ${code}:\n${this.#output}`));
      });
      this.process.stdout?.on('data', () => {
        if (this.#output.includes('Ctrl-C ends everything')) {
          clearTimeout(timer);
          done();
        }
      });
    });
  }
}

async function editFile(
  path: string,
  change: (text: string) => string,
): Promise<void> {
  const before = await readFile(path, 'utf8');
  const after = change(before);
  if (after === before) {
    throw new Error(`The edit of ${path} changes nothing.`);
  }
  await writeFile(path, after);
}
