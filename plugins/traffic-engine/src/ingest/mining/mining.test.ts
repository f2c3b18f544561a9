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

describe('files of settings', () => {
  const inFile = (text: string, key = 'application.conf') =>
    endpointsOf(configMap({ [key]: text })).sort();

  it.each<{ name: string; text: string; expected: string[] }>([
    {
      name: 'blocks of YAML, each with its own host and port',
      text: 'spring:\n  datasource:\n    host: db.a.io\n    port: 5432\n  redis:\n    host: "cache.a.io"\n    port: 6380 # ours\nserver:\n  port: 8080\n',
      expected: ['cache.a.io 6380', 'db.a.io 5432'],
    },
    {
      name: 'a list of YAML under its name',
      text: 'kafka:\n  brokers:\n    - k1.a.io:9092\n    - k2.a.io:9093\nhosts:\n- h1.a.io\n- h2.a.io\nother: x\n',
      expected: ['h1.a.io', 'h2.a.io', 'k1.a.io 9092', 'k2.a.io 9093'],
    },
    {
      name: 'items of YAML, each with its own port',
      text: 'backends:\n  - name: a\n    host: x.a.io\n    port: 1001\n  - host: y.a.io\n    port: 1002\nport: 1\n',
      expected: ['x.a.io 1001', 'y.a.io 1002'],
    },
    {
      name: 'properties',
      text: 'db.host=db.a.io\ndb.port=5433\ncache.host = cache.a.io\n# old.host=old.a.io\n',
      expected: ['cache.a.io', 'db.a.io 5433'],
    },
    {
      name: 'sections',
      text: '[database]\nhost = "db.a.io"\nport = 5434\n\n[queue]\nhost = "mq.a.io"\nport = 5672\n',
      expected: ['db.a.io 5434', 'mq.a.io 5672'],
    },
    {
      name: 'JSON in one line',
      text: '{"db":{"host":"db.a.io","port":5435},"api":{"url":"https://api.a.io/v1"},"nodes":[{"host":"n.a.io","port":1}]}',
      expected: ['db.a.io 5435', 'https api.a.io 443', 'n.a.io 1'],
    },
    {
      name: 'JSON that is a template',
      text: '{\n  "db": {\n    "host": "db.a.io",\n    "port": 5436\n  },\n  "debug": ${DEBUG}\n}\n',
      expected: ['db.a.io 5436'],
    },
    {
      name: 'lists in one line',
      text: 'brokers: [k1.a.io:9092, "k2.a.io:9092"]\nother: 1\n',
      expected: ['k1.a.io 9092', 'k2.a.io 9092'],
    },
    {
      name: 'an address of IPv6, with brackets and without',
      text: 'a.host: 2001:db8::5\na.port: 5432\nb.host: "[2001:db8::6]:5433"\n',
      expected: ['2001:db8::5 5432', '2001:db8::6 5433'],
    },
  ])('$name', ({ text, expected }) => {
    expect(inFile(text)).toEqual(expected);
  });

  it('leaves alone what is excluded by its own name or the whole one', () => {
    const text = 'db:\n  host: db.a.io\nmq:\n  host: mq.a.io\n  addr: x.a.io\n';
    const mining = { enabled: true, excludeNamespaces: [] };
    const without = (...excludeKeys: string[]) =>
      endpointsOf(configMap({ 'a.yaml': text }), {
        mining: { ...mining, excludeKeys },
      });
    expect(without('db.*')).toEqual(['mq.a.io', 'x.a.io']);
    expect(without('host')).toEqual(['x.a.io']);
  });
});

describe('connection strings', () => {
  it.each<{ value: string; expected: string[] }>([
    {
      value: 'host=db.a.io port=5433 user=x password=canary dbname=y',
      expected: ['db.a.io 5433'],
    },
    {
      value: 'host=a.a.io,b.a.io port=5432,5433 dbname=y',
      expected: ['a.a.io 5432', 'b.a.io 5433'],
    },
    {
      value: 'Server=tcp:db.a.io,1433;Initial Catalog=x;Password=canary;',
      expected: ['db.a.io 1433'],
    },
    {
      value: 'Server=db.a.io;Port=3307;Uid=x;Pwd=can ary',
      expected: ['db.a.io 3307'],
    },
    {
      value: 'Data Source=db.a.io\\\\prod;Database=x',
      expected: ['db.a.io'],
    },
    { value: "host=db.a.io password='x host=canary.io'", expected: [] },
    {
      value: 'a.a.io:6380,password=canary,ssl=True',
      expected: ['a.a.io 6380'],
    },
    { value: 'a.a.io:6380,password=a,canary', expected: [] },
    {
      value: 'postgresql+psycopg2://u:canary@db.a.io/x',
      expected: ['postgresql db.a.io 5432'],
    },
    {
      value: 'amqp://u:canary@a.a.io:5672,amqp://u:canary@b.a.io:5672',
      expected: ['amqp a.a.io 5672', 'amqp b.a.io 5672'],
    },
    {
      value: 'https://a.io/x?token=canary&password=canary#canary',
      expected: ['https a.io 443'],
    },
  ])('$value', ({ value, expected }) => {
    const object = template({ env: [{ name: 'DB_HOST', value }] });
    expect(endpointsOf(object)).toEqual(expected);
    expect(JSON.stringify(normalizeObject(object))).not.toContain('canary');
  });
});

describe('the path of a URL', () => {
  it.each<{ url: string; expected: string | undefined }>([
    { url: 'https://a.io', expected: undefined },
    { url: 'https://a.io/', expected: undefined },
    { url: 'https://a.io/orders/v1', expected: '/orders/v1' },
    { url: 'https://a.io/orders/', expected: '/orders/' },
    { url: 'https://a.io/oauth2/token?x=y', expected: '/oauth2/token' },
    { url: 'https://a.io/catalog-api/items', expected: '/catalog-api/items' },
    { url: 'https://a.io/services/T00000000/B000/x', expected: '/services' },
    { url: 'https://a.io/bot123:AB-c/send', expected: undefined },
    { url: 'https://a.io/token/hunter', expected: '/token' },
    {
      url: 'https://a.io/x/4f0c1d2e-99aa-4c1b-8d2e-0123456789ab/y',
      expected: '/x',
    },
    { url: 'https://a.io/orders/$(VERSION)/x', expected: '/orders' },
    { url: 'postgres://a.io/database', expected: undefined },
  ])('$url', ({ url, expected }) => {
    expect(findUrls(url)[0].requestPath).toBe(expected);
  });
});

describe('Secrets', () => {
  it('are named where they may hold a host, and nothing else of them is kept', () => {
    const { facts } = normalizeObject(
      template({
        env: [
          {
            name: 'DB_URL',
            valueFrom: { secretKeyRef: { name: 'db', key: 'url' } },
          },
          {
            name: 'DB_PASSWORD',
            valueFrom: { secretKeyRef: { name: 'db', key: 'password' } },
          },
        ],
        envFrom: [{ secretRef: { name: 'all' } }],
      }),
    );
    expect(facts?.mined?.secrets).toEqual([
      {
        variables: ['DB_URL'],
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef',
      },
      {
        path: 'spec.template.spec.containers[0].envFrom[0].secretRef',
      },
    ]);
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
