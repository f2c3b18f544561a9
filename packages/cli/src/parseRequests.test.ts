import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analysisSchema } from '@portolan/plugin-traffic-common';
import { runCli } from './runCli';

const CLUSTER = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: any }
spec: { controllerName: example.com/any }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: any
  listeners: [{ name: web, port: 80, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: public }]
  hostnames: [shop.io]
  rules:
    - matches: [{ headers: [{ name: x-beta, value: '1' }] }]
      filters: [{ type: RequestRedirect, requestRedirect: { hostname: beta.io } }]
    - filters: [{ type: RequestRedirect, requestRedirect: { hostname: new.io } }]
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
  const exitCode = await runCli(['analyze', file, ...args], {
    stdin: (async function* nothing() {
      yield '';
    })(),
    stdout: { write: text => (written.out += text) },
    stderr: { write: text => (written.err += text) },
  });
  return { exitCode, ...written };
}

describe('portolan analyze --request', () => {
  it('prints who answers, and why the others lost', async () => {
    const { exitCode, out } = await run('--request', 'GET http://shop.io/a');
    expect(exitCode).toBe(0);
    expect(out).toContain(`request  GET http://shop.io/a
  answer  via shop/public:web  →  302 to http://new.io/a: The rule redirects.  [HTTPRoute shop/cart spec.rules[1]]
  lost  HTTPRoute shop/cart spec.rules[0]  a header does not match (header x-beta)
`);
  });

  it('sends the headers with each request', async () => {
    const { out } = await run(
      '--request',
      'http://shop.io/',
      '--request',
      'POST http://shop.io/b',
      '--header',
      'X-Beta: 1',
    );
    expect(out.match(/302 to http:\/\/beta\.io\//g)).toHaveLength(2);
  });

  it('puts the answers into the JSON', async () => {
    const { out } = await run(
      '--request',
      'http://shop.io/',
      '--request',
      'http://shop.io:81/',
      '-o',
      'json',
    );
    const { requests } = analysisSchema.parse(JSON.parse(out));
    expect(requests).toMatchObject([
      { answers: [{ outcome: { kind: 'respond', status: 302 } }] },
      { answers: [], problem: expect.stringContaining('http://shop.io:81') },
    ]);
  });

  it('has no answers where nothing was asked', async () => {
    expect(JSON.parse((await run('-o', 'json')).out)).not.toHaveProperty(
      'requests',
    );
  });

  it.each([
    { args: ['--request', 'GET shop.io'], says: 'is no URL' },
    { args: ['--request', ''], says: '--request takes a method and a URL' },
    { args: ['--request', 'GET http://a.io now'], says: 'this is "GET http' },
    { args: ['--request', 'http://a.io', '--sni', 'b'], says: 'no TLS' },
    { args: ['--header', 'a: 1'], says: 'are parts of a request' },
    {
      args: ['--request', 'http://a.io', '--header', 'a'],
      says: '--header takes a name',
    },
  ])('refuses $args', async ({ args, says }) => {
    const { exitCode, err, out } = await run(...args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(says);
  });
});
