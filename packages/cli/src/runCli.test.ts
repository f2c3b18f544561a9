import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { analysisSchema } from '@portolan/plugin-traffic-common';
import { runCli } from './runCli';

const CLASS = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: web }
spec: { controller: example.com/any }
`;
const INGRESS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: web
  defaultBackend: { service: { name: web, port: { number: 80 } } }
`;
const service = (name: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ports: [{ port: 80 }] }
`;
const CERTIFICATE = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: web
  tls: [{ hosts: [shop.acme.io], secretName: web-tls }]
  rules:
    - host: shop.acme.io
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: shop }
spec: { secretName: web-tls, dnsNames: [shop.acme.io] }
status: { notAfter: "2020-01-01T00:00:00Z" }
`;
const WORKING = [CLASS, INGRESS, service('web')].join('---');
const BROKEN = [CLASS, INGRESS, service('other')].join('---');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function run(args: readonly string[], stdin = '') {
  const written = { out: '', err: '' };
  const exitCode = await runCli(args, {
    stdin: (async function* chunks() {
      yield stdin;
    })(),
    stdout: { write: text => (written.out += text) },
    stderr: { write: text => (written.err += text) },
  });
  return { exitCode, ...written };
}

describe('portolan analyze, on what mining leaves alone', () => {
  const WORKLOAD = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    spec:
      containers:
        - env:
            - { name: RATES_URL, value: https://rates.acme.io }
            - { name: MAIL_HOST, value: mail.acme.io }
`;

  it.each([
    { flags: [], hosts: ['mail.acme.io', 'rates.acme.io'] },
    { flags: ['--mining-exclude-key', 'mail_*'], hosts: ['rates.acme.io'] },
    { flags: ['--mining-exclude-namespace', 'shop'], hosts: [] },
    { flags: ['--no-mining'], hosts: [] },
  ])('$flags', async ({ flags, hosts }) => {
    const { out } = await run([
      'analyze',
      write('workload.yaml', WORKLOAD),
      ...flags,
    ]);
    expect(
      [...out.matchAll(/→ {2}(\S+\.acme\.io)/g)].map(([, host]) => host),
    ).toEqual(hosts);
  });
});

describe('portolan analyze', () => {
  it('prints facts, fixes and a summary', async () => {
    const { exitCode, out } = await run(['analyze', write('a.yaml', BROKEN)]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^route {2}http:\/\/\*\/\*.*BackendNotFound/m);
    expect(out).toMatch(/^finding {2}TRF101 error .*a\.yaml:12/m);
    expect(out).toMatch(/^fix {2}TRF101 .*Create Service shop\/web/m);
    expect(out).toMatch(/^1 route, 0 dependencies, 1 finding, 1 problem\.$/m);
    expect(out).toMatch(/nothing negative is said of them: .*EndpointSlice/);
  });

  it('prints JSON of the published shape', async () => {
    const { out } = await run([
      'analyze',
      write('a.yaml', BROKEN),
      '--output',
      'json',
    ]);
    const analysis = analysisSchema.parse(JSON.parse(out));
    expect(analysis.findings.map(({ code }) => code)).toEqual(['TRF101']);
  });

  it.each([
    { when: 'by the time of the run', now: [], codes: ['TRF160'] },
    { when: 'before', now: ['--now', '2019-06-01'], codes: [] },
    { when: 'after', now: ['--now', '2020-06-01'], codes: ['TRF160'] },
  ])(
    'tells of a certificate that has expired $when',
    async ({ now, codes }) => {
      const file = write(
        'a.yaml',
        [CLASS, CERTIFICATE, service('web')].join('---'),
      );
      const { out } = await run(['analyze', file, '-o', 'json', ...now]);
      const { findings } = analysisSchema.parse(JSON.parse(out));
      expect(findings.map(({ code }) => code)).toEqual(codes);
    },
  );

  it('refuses a time that is none', async () => {
    const { exitCode, err } = await run(['analyze', '-', '--now', 'soon']);
    expect(exitCode).toBe(2);
    expect(err).toBe(
      '--now takes a time such as 2026-03-31 or 2026-03-31T12:00:00Z; this is "soon".\n',
    );
  });

  it('prints SARIF with file and line', async () => {
    const file = write('a.yaml', BROKEN);
    const { out } = await run(['analyze', file, '--output', 'sarif']);
    expect(JSON.parse(out).runs[0].results).toMatchObject([
      {
        ruleId: 'TRF101',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: file },
              region: { startLine: 12 },
            },
          },
        ],
      },
    ]);
  });

  it('reads directories on all levels, and nothing there but manifests', async () => {
    write('base/class.yml', CLASS);
    write('base/inner/ingress.yaml', INGRESS);
    write(
      'service.json',
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"ports":[{"port":80}]}}',
    );
    write('README.md', 'kind: [');
    const { out } = await run(['analyze', folder, '--output', 'json']);
    const analysis = analysisSchema.parse(JSON.parse(out));
    expect(analysis.problems.map(({ message }) => message)).toEqual([
      'Class web: standard rules assumed.',
    ]);
    expect(analysis.routes[0].backends[0].state).toBe('resolved');
  });

  it('reads links to files, and follows none to directories', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'portolan-cli-'));
    writeFileSync(join(elsewhere, 'real.yaml'), WORKING);
    symlinkSync(join(elsewhere, 'real.yaml'), join(folder, 'link.yaml'));
    symlinkSync(folder, join(folder, 'circle'));
    const { out } = await run(['analyze', folder, '--output', 'json']);
    rmSync(elsewhere, { recursive: true });
    expect(analysisSchema.parse(JSON.parse(out)).routes).toHaveLength(1);
  });

  it('names a link to a file that is not there', async () => {
    symlinkSync(join(folder, 'gone'), join(folder, 'link.yaml'));
    const { exitCode, err } = await run(['analyze', folder]);
    expect(exitCode).toBe(2);
    expect(err).toContain('link.yaml: there is no such file');
  });

  it.each(['utf16le', 'utf16be'])('reads %s', async encoding => {
    const bytes = Buffer.from(`\ufeff${WORKING}`, 'utf16le');
    const file = join(folder, 'windows.yaml');
    writeFileSync(file, encoding === 'utf16be' ? bytes.swap16() : bytes);
    const { out } = await run(['analyze', file, '--output', 'json']);
    expect(analysisSchema.parse(JSON.parse(out)).routes).toHaveLength(1);
  });

  it('reads stdin', async () => {
    const { out } = await run(['analyze', '-'], BROKEN);
    expect(out).toMatch(/stdin:12/);
  });

  it('keeps clusters apart', async () => {
    const { out } = await run([
      'analyze',
      '--cluster',
      `eu=${write('eu.yaml', WORKING)}`,
      '--cluster',
      `us=${write('us.yaml', BROKEN)}`,
    ]);
    expect(out).toMatch(/^finding .*us:Ingress shop\/web/m);
    expect(out).not.toMatch(/^finding .*eu:Ingress/m);
  });

  it('goes on after a broken document, and names it', async () => {
    const file = write('a.yaml', `${WORKING}---\nkind: [\n`);
    const { exitCode, out } = await run(['analyze', file]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^problem {2}error .*a\.yaml:20/m);
    expect(out).toMatch(/^route /m);
  });

  it('believes that the input is complete when told so', async () => {
    const { out } = await run(
      ['analyze', '-', '--complete'],
      `${CLASS}---${INGRESS}`,
    );
    expect(out).toMatch(/^finding {2}TRF101/m);
  });

  it.each([
    { name: 'a finding', text: BROKEN, failOn: 'error', expected: 1 },
    { name: 'a lesser severity', text: BROKEN, failOn: 'warning', expected: 1 },
    {
      name: 'a broken document',
      text: 'kind: [',
      failOn: 'error',
      expected: 1,
    },
    { name: 'nothing', text: WORKING, failOn: 'warning', expected: 0 },
  ])(
    '--fail-on $failOn with $name: $expected',
    async ({ text, failOn, expected }) => {
      const { exitCode } = await run(
        ['analyze', '-', '--fail-on', failOn],
        text,
      );
      expect(exitCode).toBe(expected);
    },
  );

  it.each([
    { name: 'introduced', before: WORKING, after: BROKEN, expected: 1 },
    { name: 'fixed', before: BROKEN, after: WORKING, expected: 0 },
    { name: 'unchanged', before: BROKEN, after: BROKEN, expected: 0 },
  ])(
    '--baseline tells what was $name',
    async ({ name, before, after, expected }) => {
      const { exitCode, out } = await run([
        'analyze',
        write('after.yaml', after),
        '--baseline',
        write('before.yaml', before),
        '--fail-on',
        'error',
      ]);
      expect(exitCode).toBe(expected);
      expect(out).toMatch(new RegExp(`^${name} {2}TRF101`, 'm'));
    },
  );

  it.each([
    { name: 'no path', args: ['analyze'], says: /Name at least one file/ },
    {
      name: 'a missing file',
      args: ['analyze', 'no-such.yaml'],
      says: /Cannot read no-such\.yaml: there is no such/,
    },
    {
      name: 'an unknown format',
      args: ['analyze', '-', '-o', 'xml'],
      says: /Allowed choices are text, json, sarif/,
    },
    {
      name: 'an unknown command',
      args: ['frobnicate'],
      says: /unknown command/,
    },
    {
      name: 'a cluster without a path',
      args: ['analyze', '-c', 'eu'],
      says: /--cluster takes a name and a path/,
    },
  ])('refuses $name with a sentence', async ({ args, says }) => {
    const { exitCode, err } = await run(args);
    expect(exitCode).toBe(2);
    expect(err).toMatch(says);
  });

  it('helps', async () => {
    const { exitCode, out } = await run(['analyze', '--help']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/Exit codes: 0 done/);
  });
});

describe('bin/portolan', () => {
  const portolan = resolve(__dirname, '../../../bin/portolan');

  it('runs from the checkout, in a process of its own', async () => {
    const file = write('a.yaml', BROKEN);
    const { status, stdout } = await new Promise<{
      status: unknown;
      stdout: string;
    }>(done =>
      execFile(
        process.execPath,
        [portolan, 'analyze', file, '--output', 'json', '--fail-on', 'error'],
        { cwd: folder },
        (error, out) => done({ status: error?.code ?? 0, stdout: out }),
      ),
    );
    expect(status).toBe(1);
    expect(analysisSchema.parse(JSON.parse(stdout)).findings).toHaveLength(1);
  });
});
