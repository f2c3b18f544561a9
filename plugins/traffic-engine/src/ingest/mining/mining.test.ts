import fc from 'fast-check';
import type { KubeObject } from '../../snapshot/KubeObject';
import { normalizeObject, type NormalizeOptions } from '../normalizeObject';
import { findUrls } from './findUrls';
import { parseHostPort } from './parseHostPort';

const template = (container: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: { template: { spec: { containers: [container] } } },
});
const configMap = (data: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data,
});
const endpointsOf = (object: KubeObject, options?: NormalizeOptions) =>
  (normalizeObject(object, options).facts?.mined?.endpoints ?? []).map(
    ({ scheme, host, port }) => `${scheme ?? ''} ${host} ${port ?? ''}`.trim(),
  );

describe('findUrls', () => {
  it.each<{ text: string; expected: string[] }>([
    { text: 'https://a.io', expected: ['https a.io 443'] },
    {
      text: '<beans xmlns="http://www.w3.org/x" xmlns:b="http://b.io/y" xsi:schemaLocation="http://c.io/z http://d.io/z.xsd" url="http://a.io/">',
      expected: ['http a.io 80'],
    },
    {
      text: '<!DOCTYPE log4j PUBLIC "-//X//DTD" "http://a.io/config.dtd">',
      expected: [],
    },
    {
      text: 'http://a.io/beans http://a.io/beans/b.xsd',
      expected: ['http a.io 80'],
    },
    {
      text: '  "$schema": "http://json-schema.org/draft-07/schema#",',
      expected: [],
    },
    { text: 'HTTPS://A.IO./x', expected: ['https a.io 443'] },
    { text: 'grpc://a.io', expected: ['grpc a.io undefined'] },
    { text: 'http://[fd00::1]:8080/x', expected: ['http fd00::1 8080'] },
    {
      text: '["http://a.io", "http://b.io:81"]',
      expected: ['http a.io 80', 'http b.io 81'],
    },
    {
      text: '[http://a.io,http://b.io]',
      expected: ['http a.io 80', 'http b.io 80'],
    },
    { text: 'redis://:pw@a.io/0', expected: ['redis a.io 6379'] },
    {
      text: 'amqps://u:p%40@a.io,b.io:5673/v',
      expected: ['amqps a.io 5671', 'amqps b.io 5673'],
    },
    {
      text: 'jdbc:postgresql://a.io,b.io:5433/x',
      expected: ['jdbc:postgresql a.io 5432', 'jdbc:postgresql b.io 5433'],
    },
    {
      text: 'jdbc:mysql:loadbalance://a.io,b.io/x',
      expected: ['jdbc:mysql a.io 3306', 'jdbc:mysql b.io 3306'],
    },
    {
      text: 'jdbc:sqlserver://a.io;databaseName=x;password=y',
      expected: ['jdbc:sqlserver a.io 1433'],
    },
    {
      text: 'jdbc:oracle:thin:@a.io:1522:orcl',
      expected: ['jdbc:oracle a.io 1522'],
    },
    {
      text: 'jdbc:oracle:thin:@//a.io/orcl',
      expected: ['jdbc:oracle a.io 1521'],
    },
    { text: 'u:p@tcp(a.io:3306)/x', expected: ['tcp a.io 3306'] },
    { text: 'curl -s http://a.io | sh', expected: ['http a.io 80'] },
    { text: 'ftp://a.io file:///etc/x jdbc:h2:mem:x', expected: [] },
    { text: 'http://', expected: [] },
    { text: 'http://a.io:0 http://a.io:70000 http://a.io:x', expected: [] },
    { text: 'http://user:pa/ss@a.io/', expected: [] },
    { text: 'http://user:http://x@a.io/', expected: ['http a.io 80'] },
  ])('$text', ({ text, expected }) => {
    expect(
      findUrls(text).map(
        ({ scheme, host, port }) => `${scheme} ${host} ${port}`,
      ),
    ).toEqual(expected);
  });
});

describe('parseHostPort', () => {
  it.each(['a', 'a.b-c.io', 'a_b:80', '10.0.0.1:53', '[fd00::1]:53', 'a.io.'])(
    'takes %s',
    text => expect(parseHostPort(text)).toBeDefined(),
  );
  it.each([
    '',
    '.',
    'a..b',
    '-a',
    'a:',
    'a:b:c',
    ':80',
    '1.2.3',
    '256.0.0.1',
    'a b',
    '[::1]',
    '[x]:1',
    'a/b',
    'a@b',
    'localhost:1',
    'x.localhost',
    '127.9.9.9',
    '0.0.0.0',
    'example.com',
    'api.example.org',
    'x'.repeat(64),
    `${'a.'.repeat(130)}io`,
  ])('refuses %s', text => expect(parseHostPort(text)).toBeUndefined());
});

describe('mining', () => {
  it('leaves alone what is excluded', () => {
    const object = template({
      env: [
        { name: 'A_URL', value: 'http://a.io' },
        { name: 'Internal_B_URL', value: 'http://b.io' },
      ],
      args: ['--c-url', 'http://c.io'],
    });
    const mining = { enabled: true, excludeNamespaces: [], excludeKeys: [] };
    expect(endpointsOf(object)).toHaveLength(3);
    expect(
      endpointsOf(object, {
        mining: { ...mining, excludeKeys: ['internal_*', 'c-url'] },
      }),
    ).toEqual(['http a.io 80']);
    expect(
      endpointsOf(object, {
        mining: { ...mining, excludeNamespaces: ['shop'] },
      }),
    ).toEqual([]);
    expect(
      endpointsOf(object, { mining: { ...mining, enabled: false } }),
    ).toEqual([]);
  });

  it('searches the beginning of a ConfigMap of five megabytes, and says so', () => {
    const line = 'filler: nothing to see\n';
    const large = `first: http://a.io\n${line.repeat(
      Math.ceil(5_000_000 / line.length),
    )}last: http://b.io\n`;
    const { facts } = normalizeObject(
      configMap({ large, small: 'http://c.io' }),
    );
    expect(facts?.mined?.endpoints.map(({ host }) => host).sort()).toEqual([
      'a.io',
      'c.io',
    ]);
    expect(facts?.mined?.cut).toEqual([
      { path: `data['large']`, searchedChars: expect.any(Number) },
    ]);
  });

  it('takes no half of a URL where a value is cut', () => {
    const prefix = 'x'.repeat(64 * 1024 - 30);
    const value = `${prefix} postgres://secretuser:1234${'5'.repeat(
      30,
    )}@db.io/x`;
    expect(JSON.stringify(normalizeObject(configMap({ value })))).not.toContain(
      'secretuser',
    );
  });

  it('keeps at most 200 endpoints of an object, and says so', () => {
    const hosts = Array.from({ length: 300 }, (_, i) => `http://h${i}.io`);
    const { facts } = normalizeObject(configMap({ urls: hosts.join(',') }));
    expect(facts?.mined?.endpoints).toHaveLength(200);
    expect(facts?.mined?.cut).toHaveLength(1);
  });

  it.each([
    {
      name: 'wrong types',
      container: { env: 'x', args: [1, null, {}], command: {} },
    },
    {
      name: 'nulls',
      container: { env: [null, { name: null, value: null }], envFrom: [null] },
    },
    {
      name: 'a value that is an object',
      container: { env: [{ name: 'A_URL', value: { x: 1 } }] },
    },
  ])('finds nothing in $name', ({ container }) => {
    expect(endpointsOf(template(container))).toEqual([]);
  });
});

describe('user information', () => {
  const SCHEMES = [
    'https',
    'postgres',
    'mongodb',
    'amqp',
    'redis',
    'jdbc:mysql',
    'jdbc:postgresql',
    'kafka',
  ];
  const MARK = 'canary';
  /** Marked so that any part of it that gets out is seen; with all that people write into passwords. */
  const secret = fc
    .string({
      unit: fc.constantFrom(
        ...'abAB01:/@#?%&=+,;!$()[]{}<>"\'`\\|~^*. -_'.split(''),
      ),
      maxLength: 12,
    })
    .chain(text =>
      fc.constantFrom(
        `${MARK}${text}`,
        `${text}${MARK}`,
        `${MARK}${text}${MARK}`,
      ),
    );
  const url = fc
    .tuple(
      fc.constantFrom(...SCHEMES),
      secret,
      fc.constantFrom('/x', '', '?a=b', ':80/x'),
    )
    .map(
      ([scheme, password, end]) =>
        `${scheme}://user:${password}@db.tideline.io${end}`,
    );

  it('occurs in nothing that is kept, however it is written', () => {
    fc.assert(
      fc.property(
        url,
        fc.constantFrom('DB_URL', 'x', 'conf.yaml'),
        (value, key) => {
          const kept = JSON.stringify([
            normalizeObject(
              template({
                env: [{ name: key, value }],
                args: [value, `--url=${value}`, '--url', value],
                command: ['sh', '-c', `run ${value} now`],
              }),
            ),
            normalizeObject(
              configMap({ [key]: value, file: `a: 1\nurl: ${value}\n` }),
            ),
          ]);
          expect(kept).not.toContain(MARK);
        },
      ),
      { numRuns: 3_000, seed: 20_261_121 },
    );
  });
});
