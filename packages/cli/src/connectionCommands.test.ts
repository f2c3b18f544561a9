import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './runCli';

const CLUSTER = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: other } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: stock, namespace: stock }
spec: { template: { metadata: { labels: { app: stock } } } }
---
apiVersion: v1
kind: Service
metadata: { name: stock, namespace: stock }
spec: { selector: { app: stock }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: stock, namespace: stock }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: {}
          podSelector: { matchLabels: { app: cart } }
      ports: [{ port: 8080 }]
`;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-cli-'));
  file = join(folder, 'cluster.yaml');
  writeFileSync(file, CLUSTER);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const written = { out: '', err: '' };
  const exitCode = await runCli(args, {
    stdin: (async function* nothing() {
      yield '';
    })(),
    stdout: { write: text => (written.out += text) },
    stderr: { write: text => (written.err += text) },
  });
  return { exitCode, ...written };
}

describe('portolan explain', () => {
  const ask = (to: string, ...more: readonly string[]) =>
    run('explain', file, '--from', 'deployment/shop/cart', '--to', to, ...more);

  it('says that a connection may be made, and by which rule', async () => {
    const { exitCode, out } = await ask('stock/stock', '--port', '80');
    expect(exitCode).toBe(0);
    expect(out).toContain('port 80 TCP, may be made.');
    expect(out).toContain('NetworkPolicy stock/stock spec.ingress[0].from[0]');
  });

  it('fails where another verdict was expected', async () => {
    const args = ['stock/stock', '--port', '80', '--expect'] as const;
    expect((await ask(...args, 'allowed')).exitCode).toBe(0);
    expect((await ask(...args, 'denied')).exitCode).toBe(1);
  });

  it('prints JSON with the layers', async () => {
    const { out } = await ask('api.example', '--port', '443', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      to: { kind: 'host', host: 'api.example' },
      verdict: 'allowed',
      layers: [{ layer: 'network-policy', code: 'not-isolated' }],
    });
  });

  it('tells the way out and the address that its operator states', async () => {
    const { out } = await run(
      'explain',
      file,
      '--from',
      'deployment/shop/cart',
      '--to',
      'api.stripe.com',
    );
    expect(out).toContain('is seen from outside is not known.');
    const more = join(folder, 'nat.yaml');
    writeFileSync(
      more,
      'apiVersion: portolan.dev/v1\nkind: Cluster\nmetadata: { name: cluster }\negress: { natAddresses: [203.0.113.7] }\n',
    );
    const stated = await run(
      'explain',
      folder,
      '--from',
      'deployment/shop/cart',
      '--to',
      'api.stripe.com',
    );
    expect(stated.out).toContain(
      'it is seen from outside as 203.0.113.7, as the operator states.',
    );
    writeFileSync(
      more,
      'apiVersion: portolan.dev/v1\nkind: Cluster\nmetadata: { name: cluster }\negress: { natAddresses: [cart] }\n',
    );
    const { err } = await run(
      'explain',
      folder,
      ...['--from', 'deployment/shop/cart', '--to', 'x.io'],
    );
    expect(err).toContain('egress.natAddresses.0: not an IP address');
  });

  it.each([
    {
      name: 'an entity that claims nothing',
      to: 'resource:stripe',
      expected: 'resource:default/stripe is no entity that claims',
    },
    {
      name: 'a name of the cluster',
      to: 'stock.stock.svc.cluster.local',
      expected: 'to Service stock/stock, port 80 TCP, may be made.',
    },
  ])('answers $name', async ({ to, expected }) => {
    expect((await ask(to, '--port', '80')).out).toContain(expected);
  });

  it.each([
    {
      name: 'a name that several objects have',
      from: 'shop/cart',
      expected: 'deployment/shop/cart or statefulset/shop/cart: say which.',
    },
    {
      name: 'a name that nothing has',
      from: 'shop/web',
      expected: 'There is no shop/web in cluster cluster.',
    },
    {
      name: 'no name at all',
      from: 'cart',
      expected: '"cart" is no end of a connection',
    },
    {
      name: 'too many parts',
      from: 'a/b/c/d',
      expected: '"a/b/c/d" is no end of a connection',
    },
  ])('names $name', async ({ from, expected }) => {
    const { exitCode, err } = await run(
      'explain',
      file,
      '--from',
      from,
      '--to',
      'stock/stock',
    );
    expect(exitCode).toBe(2);
    expect(err).toContain(expected);
  });

  it.each([
    { to: 'https://u:canary@x.io/y?z=canary', expected: 'to x.io, any port' },
    { to: 'ftp://u:canary@x.io', expected: 'This URL names no host' },
    { to: '10.1.0.300', expected: '"10.1.0.300" is no address' },
    { to: '10.0.0.0/33', expected: '"10.0.0.0/33" is no address' },
    { to: '2001:db8::/200', expected: '"2001:db8::/200" is no address' },
  ])(
    'takes $to for what it is, and repeats no password',
    async ({ to, expected }) => {
      const { out, err } = await ask(to);
      expect(out + err).toContain(expected);
      expect(out + err).not.toContain('canary');
    },
  );

  it.each(['0', '65536', 'http'])('refuses the port %s', async port => {
    const { exitCode, err } = await ask('stock/stock', '--port', port);
    expect(exitCode).toBe(2);
    expect(err).toContain(`this is "${port}"`);
  });

  it('asks which cluster is meant', async () => {
    const other = join(folder, 'other.yaml');
    writeFileSync(
      other,
      'apiVersion: portolan.dev/v1\nkind: Cluster\nmetadata: { name: us }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
    );
    const args = [
      'explain',
      file,
      other,
      '--from',
      'deployment/shop/cart',
      '--to',
      'stock/stock',
    ];
    const asked = await run(...args);
    expect(asked.exitCode).toBe(2);
    expect(asked.err).toContain('cluster, us: say which is meant (--in');
    expect((await run(...args, '--in', 'cluster')).exitCode).toBe(0);
    const { exitCode, err } = await run('connectivity', file, '--in', 'asia');
    expect(exitCode).toBe(2);
    expect(err).toContain('The documents have no cluster asia; they have');
    expect((await run(...args, '--in', 'asia')).err).toContain(
      'The documents have no cluster asia',
    );
  });
});

it('portolan connectivity prints the pairs that are open', async () => {
  const { exitCode, out } = await run('connectivity', file, '--to', 'stock');
  expect(exitCode).toBe(0);
  expect(out.split('\n')).toEqual([
    'Deployment shop/cart → Deployment stock/stock  TCP 8080',
    'Deployment shop/cart → 0.0.0.0/0  all',
    'Deployment shop/cart → ::/0  all',
    'StatefulSet shop/cart → 0.0.0.0/0  all',
    'StatefulSet shop/cart → ::/0  all',
    '',
  ]);
});
