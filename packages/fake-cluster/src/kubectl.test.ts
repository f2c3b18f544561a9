import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import type { KubeObject } from './model/KubeObject';
import { httpRoute, service } from './testing/manifests';
import { startTestCluster } from './testing/TestCluster';
import type { TestCluster } from './testing/TestCluster';

const present =
  spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).status ===
  0;
if (!present) {
  process.stderr.write(
    '\nNOT TRIED: the fake cluster with a stock kubectl, which is its acceptance test, because there is no kubectl on the PATH. Install it (Debian: kubernetes-client) and run this again.\n',
  );
}

interface Result {
  code: number;
  out: string;
  err: string;
}

jest.setTimeout(60_000);

(present ? describe : describe.skip)('a stock kubectl', () => {
  let home: string;
  let test: TestCluster;
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kubectl-'));
    await mkdir(join(home, 'manifests'));
  });

  beforeEach(async () => {
    test = await startTestCluster({
      objects: [httpRoute('cart'), service('cart')],
      users: [
        { name: 'nobody', token: 'nobody-token', rules: [] },
        {
          name: 'shop-reader',
          token: 'reader-token',
          rules: [
            {
              verbs: ['get', 'list', 'watch'],
              groups: ['*'],
              resources: ['*'],
              namespaces: ['shop'],
            },
          ],
        },
      ],
    });
    for (const user of ['admin', 'nobody', 'shop-reader']) {
      await writeFile(join(home, user), test.cluster.kubeconfig(user), {
        mode: 0o600,
      });
    }
  });

  afterEach(async () => {
    for (const child of started.splice(0)) child.kill();
    await test.stop();
  });

  afterAll(() => rm(home, { recursive: true }));

  function environment(user: string) {
    return {
      PATH: process.env.PATH,
      HOME: home,
      KUBECONFIG: join(home, user),
      KUBECACHEDIR: join(home, 'cache'),
    };
  }

  function kubectlAs(user: string, ...args: string[]): Promise<Result> {
    return new Promise(resolve => {
      execFile(
        'kubectl',
        args,
        { env: environment(user), encoding: 'utf8' },
        (error, out, err) =>
          resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  }

  function kubectl(...args: string[]): Promise<Result> {
    return kubectlAs('admin', ...args);
  }

  async function manifest(object: KubeObject): Promise<string> {
    const file = join(home, 'manifests', `${object.metadata.name}.yaml`);
    await writeFile(file, stringify(object));
    return file;
  }

  it('lists, one and all, as tables and as YAML', async () => {
    const table = await kubectl('get', 'httproutes', '-A');
    expect(table).toMatchObject({ code: 0 });
    expect(table.out).toMatch(/^NAMESPACE +NAME +HOSTNAMES +AGE\n/);
    expect(table.out).toMatch(/^shop +cart +\["cart\.example\.com"\] +\d+s$/m);
    const one = await kubectl('get', 'svc', 'cart', '-n', 'shop');
    expect(one.out).toMatch(/^cart +ClusterIP +10\.96\..* +80\/TCP/m);
    const yaml = await kubectl(
      ...['get', 'httproute', 'cart', '-n', 'shop', '-o', 'yaml'],
    );
    expect(yaml.out).toContain('kind: HTTPRoute\n');
    expect(yaml.out).toContain('- cart.example.com\n');
    const missing = await kubectl('get', 'httproute', 'x', '-n', 'shop');
    expect(missing.err).toBe(
      'Error from server (NotFound): httproutes.gateway.networking.k8s.io "x" not found\n',
    );
  });

  it('reads long lists in chunks', async () => {
    for (let i = 0; i < 12; i++) test.cluster.apply(service(`s-${i}`));
    test.cluster.requests.reset();
    const { out } = await kubectl(
      ...['get', 'svc', '-n', 'shop', '--chunk-size=5', '-o', 'name'],
    );
    expect(out.trim().split('\n')).toHaveLength(13);
    expect(
      test.cluster.requests.count({ verb: 'list', resource: 'services' }),
    ).toBe(3);
  });

  it('follows changes with -w', async () => {
    const child = spawn('kubectl', ['get', 'svc', '-n', 'shop', '-w'], {
      env: environment('admin'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    const lines = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    const next = async () => String((await lines.next()).value);
    expect(await next()).toMatch(/^NAME +TYPE/);
    expect(await next()).toMatch(/^cart /);
    if (test.cluster.requests.openWatches.length === 0) {
      await test.cluster.requests.next({ verb: 'watch' });
    }
    const added = next();
    test.cluster.apply(service('orders'));
    expect(await added).toMatch(/^orders /);
  });

  it('applies on the client side, again and changed', async () => {
    const file = await manifest(httpRoute('pay'));
    expect((await kubectl('apply', '-f', file)).out).toContain('created');
    const plain = await manifest(service('orders'));
    await kubectl('apply', '-f', plain);
    expect((await kubectl('apply', '-f', plain)).out).toContain('unchanged');
    await manifest(httpRoute('pay', { hostnames: ['pay.example.org'] }));
    expect((await kubectl('apply', '-f', file)).out).toContain('configured');
    const bogus = await manifest(httpRoute('odd', { spec: { bogus: 1 } }));
    expect((await kubectl('apply', '-f', bogus)).err).toContain(
      'HTTPRoute in version "v1" cannot be handled as a HTTPRoute: strict decoding error: unknown field "spec.bogus"',
    );
    const warned = await kubectl('create', '--validate=warn', '-f', bogus);
    expect(warned).toMatchObject({ code: 0 });
    expect(warned.err).toContain('Warning: unknown field "spec.bogus"');
  });

  it('applies a built-in kind by strategic merge', async () => {
    const deployment = (image: string): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image }] },
        },
      },
    });
    const file = await manifest(deployment('web:1'));
    await kubectl('apply', '-f', file);
    const sidecar = await kubectl(
      ...['patch', 'deployment', 'web', '-n', 'shop', '-p'],
      JSON.stringify({
        spec: {
          template: {
            spec: { containers: [{ name: 'side', image: 'side:1' }] },
          },
        },
      }),
    );
    expect(sidecar).toMatchObject({ code: 0 });
    await manifest(deployment('web:2'));
    await kubectl('apply', '-f', file);
    const { out } = await kubectl(
      ...['get', 'deployment', 'web', '-n', 'shop', '-o'],
      'jsonpath={.spec.template.spec.containers[*].image}',
    );
    expect(out.split(' ').sort()).toEqual(['side:1', 'web:2']);
  });

  it('applies on the server side, with conflicts, force and unknown fields', async () => {
    const file = await manifest(httpRoute('pay'));
    const apply = (...args: string[]) =>
      kubectl('apply', '--server-side', '-f', file, ...args);
    expect((await apply()).out).toContain('serverside-applied');
    await manifest(httpRoute('pay', { hostnames: ['other.example.com'] }));
    const conflict = await apply('--field-manager=other');
    expect(conflict.code).not.toBe(0);
    expect(conflict.err).toContain('conflicts with "kubectl"');
    expect(conflict.err).toContain('.spec.hostnames');
    const forced = await apply('--field-manager=other', '--force-conflicts');
    expect(forced).toMatchObject({ code: 0 });
    await manifest(httpRoute('pay', { spec: { bogus: 1 } }));
    expect((await apply()).err).toContain(
      '.spec.bogus: field not declared in schema',
    );
    const refused = await kubectl(
      ...['apply', '--server-side', '-f', await manifest(service('cart'))],
    );
    expect(refused.err).toContain(
      'this fake cluster does server-side apply for httproutes',
    );
  });

  it('takes over a client-side apply on the server side, when forced', async () => {
    const file = await manifest(httpRoute('pay'));
    await kubectl('apply', '-f', file);
    await manifest(httpRoute('pay', { hostnames: ['other.example.com'] }));
    const forced = await kubectl(
      ...['apply', '--server-side', '--force-conflicts', '-f', file],
    );
    expect(forced).toMatchObject({ code: 0 });
    const object = test.cluster.get({
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      namespace: 'shop',
      name: 'pay',
    });
    expect(object).toMatchObject({
      spec: { hostnames: ['other.example.com'] },
    });
    expect(object?.metadata.managedFields?.map(entry => entry.manager)).toEqual(
      ['kubectl', 'kubectl-last-applied'],
    );
  });

  it('patches, labels, annotates and deletes', async () => {
    const route = ['httproute', 'cart', '-n', 'shop'];
    const merge = await kubectl(
      ...['patch', ...route, '--type=merge', '-p'],
      '{"spec":{"hostnames":["merge.example.com"]}}',
    );
    expect(merge.out).toContain('patched');
    const json = await kubectl(
      ...['patch', ...route, '--type=json', '-p'],
      '[{"op":"replace","path":"/spec/hostnames/0","value":"json.example.com"}]',
    );
    expect(json.out).toContain('patched');
    expect((await kubectl('label', ...route, 'tier=web')).out).toContain(
      'labeled',
    );
    expect((await kubectl('annotate', ...route, 'note=x')).out).toContain(
      'annotated',
    );
    const object = test.cluster.get({
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      namespace: 'shop',
      name: 'cart',
    });
    expect(object).toMatchObject({
      metadata: { labels: { tier: 'web' }, annotations: { note: 'x' } },
      spec: { hostnames: ['json.example.com'] },
    });
    expect((await kubectl('delete', ...route)).out).toContain('deleted');
    expect((await kubectl('get', ...route)).err).toContain('NotFound');
    const all = await kubectl('delete', 'svc', '--all', '-n', 'shop');
    expect(all.out).toContain('service "cart" deleted');
  });

  it('tries without writing', async () => {
    const file = await manifest(httpRoute('dry'));
    const { out } = await kubectl('apply', '--dry-run=server', '-f', file);
    expect(out).toContain('created (server dry run)');
    expect((await kubectl('diff', '-f', file)).out).toContain(
      '+  - dry.example.com',
    );
    expect((await kubectl('get', '-f', file)).err).toContain('NotFound');
  });

  it('discovers kinds, also when one is uninstalled', async () => {
    const { out } = await kubectl('api-resources');
    expect(out).toMatch(
      /^referencegrants +refgrant +gateway\.networking\.k8s\.io\/v1 +true +ReferenceGrant$/m,
    );
    test.cluster.faults.set({ type: 'absent', resource: 'httproutes' });
    await rm(join(home, 'cache'), { recursive: true, force: true });
    const gone = await kubectl('get', 'httproutes');
    expect(gone.err).toContain(
      'the server doesn\'t have a resource type "httproutes"',
    );
  });

  it('asks about rights and is refused without them', async () => {
    const may = async (user: string, ...args: string[]) =>
      (await kubectlAs(user, 'auth', 'can-i', ...args)).out.trim();
    expect(await may('admin', 'delete', 'pods')).toBe('yes');
    expect(await may('nobody', 'list', 'pods')).toBe('no');
    expect(await may('shop-reader', 'list', 'httproutes', '-n', 'shop')).toBe(
      'yes',
    );
    expect(await may('shop-reader', 'list', 'httproutes', '-A')).toBe('no');
    expect(await may('shop-reader', '--list', '-n', 'shop')).toMatch(
      /^\*\.\* .*\[get list watch\]/m,
    );
    const refused = await kubectlAs('nobody', 'get', 'pods', '-n', 'shop');
    expect(refused.err).toBe(
      'Error from server (Forbidden): pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "shop"\n',
    );
  });
});
