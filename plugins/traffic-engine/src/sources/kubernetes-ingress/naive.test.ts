import fc from 'fast-check';
import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import {
  agreeOn10000Requests,
  answerInAnyOrder,
  type Agreement,
  type NaiveAnswer,
  type NaiveWorld,
} from '../../request/naive/__testUtils__/agreeOn10000Requests';
import { kubernetesIngress } from '.';

/** One path has one type here, so that no two claims differ by their type alone: the rules are silent on these. */
const PATHS = {
  '/': 'Prefix',
  '/foo': 'Prefix',
  '/foo/bar': 'Prefix',
  '/dir/': 'Prefix',
  '/exact': 'Exact',
} as const;
const ASKED_PATHS = [
  '/',
  '/foo',
  '/foo/',
  '/foobar',
  '/FOO/x',
  '/foo/bar',
  '/foo/bar/baz',
  '/dir',
  '/dir/x',
  '/exact',
  '/exact/',
  '/EXACT',
  '/none',
];
const HOSTS = ['a.x.com', 'b.x.com', '*.x.com', ''];
const ASKED_HOSTS = ['a.x.com', 'b.x.com', 'c.x.com', 'd.a.x.com', 'x.com'];

interface Item {
  host: string;
  paths: readonly (keyof typeof PATHS)[];
  isMissing: boolean;
  hasTls: boolean;
  isRegex: boolean;
  canary: { weight: number; header: boolean; cookie: boolean } | null;
}

const item: fc.Arbitrary<Item> = fc.record({
  host: fc.constantFrom(...HOSTS),
  paths: fc.uniqueArray(
    fc.constantFrom(...(Object.keys(PATHS) as (keyof typeof PATHS)[])),
    { minLength: 1, maxLength: 3 },
  ),
  isMissing: fc.boolean(),
  hasTls: fc.boolean(),
  isRegex: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  canary: fc.option(
    fc.record({
      weight: fc.constantFrom(0, 25, 100),
      header: fc.boolean(),
      cookie: fc.boolean(),
    }),
    { freq: 2 },
  ),
});

const question: fc.Arbitrary<RequestQuestion> = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.constantFrom(...ASKED_HOSTS),
    path: fc.constantFrom(...ASKED_PATHS),
    header: fc.constantFrom('', 'always', 'never', 'other'),
    cookie: fc.constantFrom('', 'c=always', 'c=never'),
  })
  .map(({ scheme, host, path, header, cookie }) => ({
    method: 'GET',
    url: `${scheme}://${host}${path}`,
    headers: {
      ...(header === '' ? {} : { 'x-canary': header }),
      ...(cookie === '' ? {} : { cookie }),
    },
  }));

function world(
  controller: string,
  adapt: (each: Item) => Item,
): fc.Arbitrary<NaiveWorld> {
  return fc
    .record({
      items: fc.array(item.map(adapt), { minLength: 1, maxLength: 5 }),
      questions: fc.array(question, { minLength: 20, maxLength: 20 }),
    })
    .map(({ items, questions }) => ({
      questions,
      objects: [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'IngressClass',
          metadata: { name: 'web' },
          spec: { controller },
        },
        ...items.flatMap(objectsOf),
      ],
    }));
}

function objectsOf(each: Item, index: number): readonly object[] {
  const { host, paths, isMissing, hasTls, isRegex, canary } = each;
  const prefix = 'nginx.ingress.kubernetes.io/';
  const annotations: Record<string, string> = {
    ...(isRegex && !canary ? { [`${prefix}use-regex`]: 'true' } : {}),
    ...(canary
      ? {
          [`${prefix}canary`]: 'true',
          [`${prefix}canary-weight`]: String(canary.weight),
          ...(canary.header
            ? { [`${prefix}canary-by-header`]: 'X-Canary' }
            : {}),
          ...(canary.cookie ? { [`${prefix}canary-by-cookie`]: 'c' } : {}),
        }
      : {}),
  };
  const serviceOf = (at: number) => `s${index}-${at}`;
  const services =
    isMissing && !canary ? [] : paths.map((_, at) => serviceOf(at));
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: `i${index}`,
        namespace: 'shop',
        creationTimestamp: `2026-01-0${index + 1}T00:00:00Z`,
        annotations,
      },
      spec: {
        ingressClassName: 'web',
        ...(hasTls && host !== ''
          ? { tls: [{ hosts: [host], secretName: 'tls' }] }
          : {}),
        rules: [
          {
            ...(host === '' ? {} : { host }),
            http: {
              paths: paths.map((path, at) => ({
                path,
                pathType: PATHS[path],
                backend: {
                  service: { name: serviceOf(at), port: { number: 80 } },
                },
              })),
            },
          },
        ],
      },
    },
    ...services.flatMap(name => [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'shop' },
        spec: { ports: [{ port: 80 }] },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name,
          namespace: 'shop',
          labels: { 'kubernetes.io/service-name': name },
        },
        ports: [{ name: '', port: 80 }],
        endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
      },
    ]),
  ];
}

/** A rule as the naive matchers read it out of the objects. */
interface NaiveRule {
  ingress: string;
  createdAt: string;
  annotations: Record<string, string>;
  host: string;
  path: string;
  exact: boolean;
  matchIndex: number;
  service: string;
  tlsHosts: readonly string[];
}

interface IngressLike {
  kind: string;
  metadata: {
    name: string;
    creationTimestamp: string;
    annotations: Record<string, string>;
  };
  spec: {
    tls?: { hosts: string[] }[];
    rules: {
      host?: string;
      http: {
        paths: {
          path: string;
          pathType: string;
          backend: { service: { name: string } };
        }[];
      };
    }[];
  };
}

function rulesOf(objects: readonly object[]): readonly NaiveRule[] {
  return objects
    .map(object => object as IngressLike)
    .filter(object => object.kind === 'Ingress')
    .flatMap(({ metadata, spec }) =>
      spec.rules.flatMap(rule =>
        rule.http.paths.map((path, matchIndex) => ({
          ingress: metadata.name,
          createdAt: metadata.creationTimestamp,
          annotations: metadata.annotations,
          host: rule.host ?? '',
          path: path.path,
          exact: path.pathType === 'Exact',
          matchIndex,
          service: path.backend.service.name,
          tlsHosts: (spec.tls ?? []).flatMap(({ hosts }) => hosts),
        })),
      ),
    );
}

function servicesOf(objects: readonly object[]): ReadonlySet<string> {
  return new Set(
    objects
      .map(object => object as { kind: string; metadata: { name: string } })
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata }) => metadata.name),
  );
}

/** B5.2: a wildcard is exactly one label. */
function hostTakes(rule: string, host: string): boolean {
  if (rule.startsWith('*.')) {
    const [label, ...rest] = host.split('.');
    return label !== '' && rest.join('.') === rule.slice(2);
  }
  return rule === '' || rule === host;
}

function rankOfHost(host: string): number {
  if (host === '') {
    return 0;
  }
  return host.startsWith('*.') ? 1 : 2;
}

function elementWise(prefix: string, path: string): boolean {
  const stem = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === stem || path.startsWith(`${stem}/`);
}

const winnerText = ({ ingress, matchIndex }: NaiveRule) =>
  `Ingress shop/${ingress} 0.${matchIndex}`;

/** B5.4: ingress-nginx. */
function nginx(
  objects: readonly object[],
  { url, headers }: RequestQuestion,
): readonly NaiveAnswer[] {
  const { protocol, hostname, pathname } = new URL(url);
  const all = rulesOf(objects);
  const services = servicesOf(objects);
  const isCanary = (rule: NaiveRule) =>
    rule.annotations['nginx.ingress.kubernetes.io/canary'] === 'true';
  const mains = all
    .filter(rule => !isCanary(rule) && hostTakes(rule.host, hostname))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  const best = Math.max(...mains.map(({ host }) => rankOfHost(host)));
  const own = mains.filter(({ host }) => rankOfHost(host) === best);
  const firsts = own.filter(
    (rule, index) => own.findIndex(({ path }) => path === rule.path) === index,
  );
  const isRegex = own.some(
    rule =>
      rule.annotations['nginx.ingress.kubernetes.io/use-regex'] === 'true' &&
      firsts.includes(rule),
  );
  const answer = (winner: NaiveRule | null, outcome: string) => [
    { door: 'web', winner: winner && winnerText(winner), outcome },
  ];
  const slashed = firsts.find(({ path }) => path === `${pathname}/`);
  if (!isRegex && slashed) {
    return answer(slashed, `respond 301 ${protocol}//${hostname}${pathname}/`);
  }
  const winner = firsts
    .filter(({ path, exact }) => {
      if (isRegex) {
        return new RegExp(`^${path}`, 'i').test(pathname);
      }
      return exact ? path === pathname : elementWise(path, pathname);
    })
    .sort((a, b) => b.path.length - a.path.length)[0];
  const isSentToHttps = protocol === 'http:' && hasCertificate(mains, own);
  const toHttps = `respond 308 https://${hostname}${pathname.replace(
    /\/$/,
    '',
  )}`;
  if (!winner) {
    // The oldest Ingress of the host has the path `/` as long as nobody claims it.
    return isSentToHttps
      ? [
          {
            door: 'web',
            winner: `Ingress shop/${own[0].ingress} -1.0`,
            outcome: toHttps,
          },
        ]
      : answer(null, 'respond 404');
  }
  if (isSentToHttps) {
    return answer(winner, toHttps);
  }
  if (!services.has(winner.service)) {
    return answer(winner, `forward shop/${winner.service}:80=1/503`);
  }
  const canary = all
    .filter(
      rule =>
        isCanary(rule) &&
        rule.host === winner.host &&
        rule.path === winner.path,
    )
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))[0];
  const share = canary ? canaryShare(canary, headers) : 0;
  const parts = [
    ...(share < 1 ? [`shop/${winner.service}:80=${1 - share}/forwarded`] : []),
    ...(canary && share > 0
      ? [`shop/${canary.service}:80=${share}/forwarded`]
      : []),
  ];
  return answer(winner, `forward ${parts.join(', ')}`);
}

/** A TLS section of any Ingress of the host, or of the wildcard host above it; never for the server of all other hosts. */
function hasCertificate(
  mains: readonly NaiveRule[],
  own: readonly NaiveRule[],
): boolean {
  const host = own[0]?.host ?? '';
  const above = host.replace(/^[^.]+\./, '*.');
  return (
    host !== '' &&
    mains.some(
      rule =>
        (rule.host === host || rule.host === above) && rule.tlsHosts.length > 0,
    )
  );
}

/** B5.4: header, then cookie, then weight. */
function canaryShare(
  { annotations }: NaiveRule,
  headers: Record<string, string>,
): number {
  const read = (name: string) =>
    annotations[`nginx.ingress.kubernetes.io/canary-${name}`];
  const words = [
    read('by-header') ? headers['x-canary'] : undefined,
    read('by-cookie') ? headers.cookie?.slice('c='.length) : undefined,
  ];
  for (const word of words) {
    if (word === 'always') {
      return 1;
    }
    if (word === 'never') {
      return 0;
    }
  }
  return Number(read('weight')) / 100;
}

/** B5.2 and B5.3: the API's own rules; what they leave open is `unknown`. */
function standard(
  objects: readonly object[],
  { url }: RequestQuestion,
): readonly NaiveAnswer[] {
  const { protocol, hostname, pathname } = new URL(url);
  const services = servicesOf(objects);
  const rules = rulesOf(objects).filter(({ host }) =>
    hostTakes(host, hostname),
  );
  const unknown = [{ door: 'web', winner: null, outcome: 'unknown' }];
  const best = Math.max(...rules.map(({ host }) => rankOfHost(host)));
  const candidates = rules
    .filter(
      ({ host, path, exact }) =>
        rankOfHost(host) === best &&
        (exact ? path === pathname : elementWise(path, pathname)),
    )
    .sort((a, b) => b.path.length - a.path.length);
  const [winner] = candidates;
  if (
    !winner ||
    candidates.some(
      other => other !== winner && other.path.length === winner.path.length,
    )
  ) {
    return unknown;
  }
  const isTls = winner.tlsHosts.includes(winner.host);
  return [
    {
      door: 'web',
      winner: winnerText(winner),
      outcome:
        isTls === (protocol === 'https:')
          ? `forward shop/${winner.service}:80=1/${
              services.has(winner.service) ? 'forwarded' : 'null'
            }`
          : 'unknown',
    },
  ];
}

const NGINX: Agreement = {
  source: kubernetesIngress,
  world: world('k8s.io/ingress-nginx', each => each),
  naive: nginx,
  questionsPerWorld: 20,
  seed: 20261121,
};

const STANDARD: Agreement = {
  ...NGINX,
  world: world('example.com/any-controller', each => ({
    ...each,
    canary: null,
    isRegex: false,
  })),
  naive: standard,
};

describe.each([
  { name: 'ingress-nginx', agreement: NGINX },
  { name: 'standard Ingress', agreement: STANDARD },
])('the request tester, $name', ({ agreement }) => {
  it('answers 10,000 random requests as the naive matcher does', () => {
    expect(agreeOn10000Requests(agreement)).toBe(10_000);
  });

  it('answers the same whatever the order of the objects', () => {
    expect(answerInAnyOrder(agreement)).toBe(500);
  });
});
