import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../request/explainRequest';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { ALL_READS } from '..';
import { kubernetesIngress } from '.';

const sliceOf = (service: string) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: service,
    namespace: 'shop',
    labels: { 'kubernetes.io/service-name': service },
  },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080 }],
  endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
});

const serviceOf = (name: string, namespace = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { ports: [{ port: 80 }] },
});

const classOf = (controller: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'web' },
  spec: { controller },
});

interface PathInput {
  path: string;
  pathType?: string;
  service?: string;
}

const ingressOf = (options: {
  name: string;
  host?: string;
  paths: readonly PathInput[];
  annotations?: Record<string, string>;
  createdAt?: string;
  tls?: readonly object[];
}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: options.name,
    namespace: 'shop',
    creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
    annotations: Object.fromEntries(
      Object.entries(options.annotations ?? {}).map(([key, value]) => [
        `nginx.ingress.kubernetes.io/${key}`,
        value,
      ]),
    ),
  },
  spec: {
    ingressClassName: 'web',
    ...(options.tls ? { tls: options.tls } : {}),
    rules: [
      {
        ...(options.host === undefined ? {} : { host: options.host }),
        http: {
          paths: options.paths.map(({ path, pathType, service }) => ({
            path,
            pathType: pathType ?? 'Prefix',
            backend: {
              service: { name: service ?? 'web', port: { number: 80 } },
            },
          })),
        },
      },
    ],
  },
});

const NGINX = 'k8s.io/ingress-nginx';
const STANDARD = 'example.com/any-controller';
const BACKENDS = ['web', 'other'].flatMap(name => [
  serviceOf(name),
  sliceOf(name),
]);

function ask(
  controller: string,
  options: {
    objects: readonly object[];
    url: string;
    headers?: Record<string, string>;
    clientAddress?: string;
  },
): RequestAnswer {
  const { objects, url, headers = {}, clientAddress } = options;
  const { answers } = explainRequest({
    snapshots: [
      snapshotFrom([classOf(controller), ...BACKENDS, ...objects], {
        kinds: ALL_READS,
      }),
    ],
    sources: [kubernetesIngress],
    question: {
      method: 'GET',
      url,
      headers,
      ...(clientAddress === undefined ? {} : { clientAddress }),
    },
  });
  expect(answers).toHaveLength(1);
  return answers[0];
}

/** `web 0.75, other 0.25`, `respond 404`, or `unknown`. */
function summary({ outcome }: RequestAnswer): string {
  switch (outcome.kind) {
    case 'forward':
      return outcome.shares
        .map(
          ({ backend, share, status }) =>
            `${backend.name} ${share}${status === null ? '' : ` ${status}`}`,
        )
        .join(', ');
    case 'respond':
      return [`respond ${outcome.status}`, outcome.location ?? '']
        .join(' ')
        .trim();
    default:
      return outcome.kind;
  }
}

const shop = (
  paths: readonly PathInput[],
  annotations: Record<string, string> = {},
) => ingressOf({ name: 'shop', host: 'shop.example.com', paths, annotations });

describe('the trap table (SEMANTICS B.8), Ingress v1', () => {
  const cell = (objects: readonly object[], url: string) =>
    summary(ask(STANDARD, { objects, url }));

  it('/foo does not match /foobar', () => {
    const objects = [shop([{ path: '/foo' }])];
    expect(cell(objects, 'http://shop.example.com/foo/bar')).toBe('web 1');
    expect(cell(objects, 'http://shop.example.com/foobar')).toBe('unknown');
  });

  it('*.x does not match a.b.x', () => {
    const objects = [
      ingressOf({ name: 'x', host: '*.x.com', paths: [{ path: '/' }] }),
    ];
    expect(cell(objects, 'http://a.x.com/')).toBe('web 1');
    expect(cell(objects, 'http://a.b.x.com/')).toBe('unknown');
  });

  it('*.x does not match x', () => {
    const objects = [
      ingressOf({ name: 'x', host: '*.x.com', paths: [{ path: '/' }] }),
    ];
    expect(cell(objects, 'http://x.com/')).toBe('unknown');
  });

  it('the longest path wins, Exact before Prefix', () => {
    const objects = [
      shop([
        { path: '/', service: 'other' },
        { path: '/foo', service: 'other' },
        { path: '/foo', pathType: 'Exact' },
        { path: '/foo/bar' },
      ]),
    ];
    expect(cell(objects, 'http://shop.example.com/foo')).toBe('web 1');
    expect(cell(objects, 'http://shop.example.com/foo/bar')).toBe('web 1');
    expect(cell(objects, 'http://shop.example.com/foo/x')).toBe('other 1');
  });

  it('a missing host is any host', () => {
    const objects = [ingressOf({ name: 'any', paths: [{ path: '/' }] })];
    expect(cell(objects, 'http://whatever.example.org/')).toBe('web 1');
  });

  it('a backend is never in another namespace', () => {
    const objects = [
      serviceOf('pay', 'payments'),
      shop([{ path: '/', service: 'pay' }]),
    ];
    const { outcome } = ask(STANDARD, {
      objects,
      url: 'http://shop.example.com/',
    });
    expect(outcome).toMatchObject({
      kind: 'forward',
      shares: [{ backend: { namespace: 'shop' }, outcome: 'failed' }],
    });
  });

  it('a TLS Secret is never in another namespace', () => {
    const objects = [
      ingressOf({
        name: 'secure',
        host: 'shop.example.com',
        paths: [{ path: '/' }],
        tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }],
      }),
    ];
    const { routes } = kubernetesIngress.resolve(
      snapshotFrom([classOf(STANDARD), ...objects], { kinds: ALL_READS }),
    );
    expect(routes.map(({ tls }) => tls.certificates[0].ref)).toMatchObject([
      { namespace: 'shop', name: 'tls' },
    ]);
  });

  it('what an invalid backend answers is up to the controller', () => {
    const { outcome } = ask(STANDARD, {
      objects: [shop([{ path: '/', service: 'gone' }])],
      url: 'http://shop.example.com/',
    });
    expect(outcome).toMatchObject({
      shares: [{ outcome: 'failed', status: null }],
    });
  });

  it('has no weights: one backend gets everything', () => {
    const canary = { canary: 'true', 'canary-weight': '50' };
    const objects = [
      shop([{ path: '/' }]),
      ingressOf({
        name: 'canary',
        host: 'canary.example.com',
        paths: [{ path: '/', service: 'other' }],
        annotations: canary,
      }),
    ];
    expect(cell(objects, 'http://shop.example.com/')).toBe('web 1');
    expect(cell(objects, 'http://canary.example.com/')).toBe('other 1');
  });
});

describe('the trap table (SEMANTICS B.8), ingress-nginx', () => {
  const cell = (
    objects: readonly object[],
    url: string,
    headers: Record<string, string> = {},
  ) => summary(ask(NGINX, { objects, url, headers }));

  it('/foo does not match /foobar, but does when any regular expression is on that host', () => {
    const objects = [shop([{ path: '/foo' }])];
    expect(cell(objects, 'http://shop.example.com/foobar')).toBe('respond 404');
    const regex = ingressOf({
      name: 'regex',
      host: 'shop.example.com',
      paths: [
        {
          path: '/x[0-9]+',
          pathType: 'ImplementationSpecific',
          service: 'other',
        },
      ],
      annotations: { 'use-regex': 'true' },
    });
    const both = [...objects, regex];
    expect(cell(both, 'http://shop.example.com/foobar')).toBe('web 1');
    expect(cell(both, 'http://shop.example.com/FOO')).toBe('web 1');
    expect(cell(both, 'http://shop.example.com/x12')).toBe('other 1');
  });

  it('*.x does not match a.b.x', () => {
    const objects = [
      ingressOf({ name: 'x', host: '*.x.com', paths: [{ path: '/' }] }),
    ];
    expect(cell(objects, 'http://a-1.x.com/')).toBe('web 1');
    expect(cell(objects, 'http://a.b.x.com/')).toBe('respond 404');
  });

  it('*.x does not match x', () => {
    const objects = [
      ingressOf({ name: 'x', host: '*.x.com', paths: [{ path: '/' }] }),
    ];
    expect(cell(objects, 'http://x.com/')).toBe('respond 404');
  });

  it('the oldest Ingress wins an equal host and path', () => {
    const objects = [
      ingressOf({
        name: 'younger',
        host: 'shop.example.com',
        paths: [{ path: '/', service: 'other' }],
        createdAt: '2026-02-01T00:00:00Z',
      }),
      shop([{ path: '/' }]),
    ];
    const answer = ask(NGINX, { objects, url: 'http://shop.example.com/' });
    expect(summary(answer)).toBe('web 1');
    expect(answer.winner).toMatchObject({ object: { name: 'shop' } });
    expect(answer.winner?.routeId).not.toBeNull();
    expect(answer.runnersUp).toMatchObject([
      { object: { name: 'younger' }, lostBy: 'younger' },
    ]);
  });

  it('a missing host is any host that has no server of its own', () => {
    const objects = [
      ingressOf({ name: 'any', paths: [{ path: '/' }] }),
      ingressOf({
        name: 'own',
        host: 'own.example.com',
        paths: [{ path: '/only', service: 'other' }],
      }),
    ];
    expect(cell(objects, 'http://whatever.example.org/')).toBe('web 1');
    expect(cell(objects, 'http://own.example.com/x')).toBe('respond 404');
  });

  it('a backend is never in another namespace: 503', () => {
    const objects = [
      serviceOf('pay', 'payments'),
      shop([{ path: '/', service: 'pay' }]),
    ];
    expect(cell(objects, 'http://shop.example.com/')).toBe('pay 1 503');
  });

  it('a TLS Secret is never in another namespace', () => {
    const objects = [
      ingressOf({
        name: 'secure',
        host: 'shop.example.com',
        paths: [{ path: '/' }],
        tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }],
      }),
    ];
    const { routes } = kubernetesIngress.resolve(
      snapshotFrom([classOf(NGINX), ...objects], { kinds: ALL_READS }),
    );
    expect(
      routes.flatMap(({ tls }) => tls.certificates.map(({ ref }) => ref)),
    ).toMatchObject([{ namespace: 'shop', name: 'tls' }]);
  });

  it('an invalid backend answers 503', () => {
    expect(
      cell(
        [shop([{ path: '/', service: 'gone' }])],
        'http://shop.example.com/',
      ),
    ).toBe('gone 1 503');
  });

  it('weights are those of the canary, after its header and cookie', () => {
    const objects = [
      shop([{ path: '/' }]),
      ingressOf({
        name: 'canary',
        host: 'shop.example.com',
        paths: [{ path: '/', service: 'other' }],
        annotations: {
          canary: 'true',
          'canary-weight': '25',
          'canary-by-header': 'X-Canary',
          'canary-by-cookie': 'beta',
        },
      }),
    ];
    const at = 'http://shop.example.com/';
    expect(cell(objects, at)).toBe('web 0.75, other 0.25');
    expect(cell(objects, at, { 'x-canary': 'always' })).toBe('other 1');
    expect(cell(objects, at, { 'x-canary': 'never' })).toBe('web 1');
    expect(cell(objects, at, { cookie: 'a=b; beta=always' })).toBe('other 1');
    expect(
      cell(objects, at, { 'x-canary': 'never', cookie: 'beta=always' }),
    ).toBe('web 1');
    expect(
      cell(objects, at, { 'x-canary': 'maybe', cookie: 'beta=never' }),
    ).toBe('web 1');
  });
});

describe('ingress-nginx answers', () => {
  it.each<{
    name: string;
    annotations: Record<string, string>;
    tls: boolean;
    url: string;
    expected: string;
  }>([
    {
      name: 'plain HTTP of a host with TLS by 308',
      annotations: {},
      tls: true,
      url: 'http://shop.example.com/a?b=c',
      expected: 'respond 308 https://shop.example.com/a?b=c',
    },
    {
      name: 'plain HTTP where ssl-redirect is off',
      annotations: { 'ssl-redirect': 'false' },
      tls: true,
      url: 'http://shop.example.com/a',
      expected: 'web 1',
    },
    {
      name: 'plain HTTP without TLS where it is forced',
      annotations: { 'force-ssl-redirect': 'true' },
      tls: false,
      url: 'http://shop.example.com/a',
      expected: 'respond 308 https://shop.example.com/a',
    },
    {
      name: 'a permanent redirect before that to HTTPS',
      annotations: { 'permanent-redirect': 'https://new.example.com/x' },
      tls: true,
      url: 'http://shop.example.com/a',
      expected: 'respond 301 https://new.example.com/x',
    },
    {
      name: 'a temporal redirect with the request’s own path',
      annotations: {
        'temporal-redirect': 'https://new.example.com$request_uri',
      },
      tls: false,
      url: 'http://shop.example.com/a?b',
      expected: 'respond 302 https://new.example.com/a?b',
    },
    {
      name: 'the root alone by app-root',
      annotations: { 'app-root': '/start' },
      tls: false,
      url: 'http://shop.example.com/',
      expected: 'respond 302 http://shop.example.com/start',
    },
    {
      name: 'the other name by from-to-www-redirect',
      annotations: { 'from-to-www-redirect': 'true' },
      tls: false,
      url: 'http://www.shop.example.com/a?b',
      expected: 'respond 308 http://shop.example.com/a?b',
    },
    {
      name: 'an alias as the host itself',
      annotations: { 'server-alias': 'store.example.com' },
      tls: false,
      url: 'http://store.example.com/',
      expected: 'web 1',
    },
  ])('$name', ({ annotations, tls, url, expected }) => {
    const objects = [
      ingressOf({
        name: 'shop',
        host: 'shop.example.com',
        paths: [{ path: '/' }],
        annotations,
        ...(tls
          ? { tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }] }
          : {}),
      }),
    ];
    expect(summary(ask(NGINX, { objects, url }))).toBe(expected);
  });

  it('adds the last slash of a path by 301', () => {
    const objects = [shop([{ path: '/foo/', pathType: 'Exact' }])];
    expect(
      summary(ask(NGINX, { objects, url: 'http://shop.example.com/foo' })),
    ).toBe('respond 301 http://shop.example.com/foo/');
  });

  it('refuses clients by the address lists', () => {
    const objects = [
      shop([{ path: '/' }], { 'whitelist-source-range': '10.0.0.0/8' }),
    ];
    const url = 'http://shop.example.com/';
    expect(
      summary(ask(NGINX, { objects, url, clientAddress: '10.1.2.3' })),
    ).toBe('web 1');
    expect(
      summary(ask(NGINX, { objects, url, clientAddress: '192.0.2.1' })),
    ).toBe('respond 403');
  });

  it('sends the rewritten path', () => {
    const objects = [
      shop([{ path: '/api(/|$)(.*)', pathType: 'ImplementationSpecific' }], {
        'rewrite-target': '/$2',
      }),
    ];
    expect(
      ask(NGINX, { objects, url: 'http://shop.example.com/API/cart/1' })
        .outcome,
    ).toMatchObject({ shares: [{ outcome: 'forwarded', path: '/cart/1' }] });
  });

  it('does not evaluate an expression that could take for ever', () => {
    const objects = [
      shop([{ path: '/(a+)+$', pathType: 'ImplementationSpecific' }], {
        'use-regex': 'true',
      }),
    ];
    expect(
      summary(
        ask(NGINX, {
          objects,
          url: `http://shop.example.com/${'a'.repeat(50)}!`,
        }),
      ),
    ).toBe('unknown');
  });
});

describe('Traefik answers', () => {
  const TRAEFIK = 'traefik.io/ingress-controller';
  const cell = (objects: readonly object[], url: string) =>
    summary(ask(TRAEFIK, { objects, url }));

  it('compares prefixes as texts, and lets the longer rule win over an exact path', () => {
    const objects = [
      shop([
        { path: '/foo' },
        { path: '/foo', pathType: 'Exact', service: 'other' },
      ]),
    ];
    expect(cell(objects, 'http://shop.example.com/foobar')).toBe('web 1');
    expect(cell(objects, 'http://shop.example.com/foo')).toBe('web 1');
    expect(cell(objects, 'http://shop.example.com/bar')).toBe('respond 404');
  });

  it.each<{
    name: string;
    annotations: Record<string, string>;
    hasTls: boolean;
    http: string;
    https: string;
  }>([
    {
      name: 'plain HTTP where the TLS section only gives a certificate',
      annotations: {},
      hasTls: true,
      http: 'web 1',
      https: 'web 1',
    },
    {
      name: 'TLS alone by router.tls, without a TLS section',
      annotations: { 'router.tls': 'true' },
      hasTls: false,
      http: 'respond 404',
      https: 'web 1',
    },
    {
      name: 'TLS alone by a resolver of certificates',
      annotations: { 'router.tls.certresolver': 'le' },
      hasTls: false,
      http: 'respond 404',
      https: 'web 1',
    },
    {
      name: 'TLS alone at the entry point websecure',
      annotations: { 'router.entrypoints': 'websecure' },
      hasTls: true,
      http: 'respond 404',
      https: 'web 1',
    },
    {
      name: 'plain HTTP without TLS, and HTTPS as its entry point has it',
      annotations: {},
      hasTls: false,
      http: 'web 1',
      https: 'unknown',
    },
  ])('$name', ({ annotations, hasTls, http, https }) => {
    const ingress = ingressOf({
      name: 'shop',
      host: 'shop.example.com',
      paths: [{ path: '/' }],
      ...(hasTls
        ? { tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }] }
        : {}),
    });
    const objects = [
      {
        ...ingress,
        metadata: {
          ...ingress.metadata,
          annotations: Object.fromEntries(
            Object.entries(annotations).map(([key, value]) => [
              `traefik.ingress.kubernetes.io/${key}`,
              value,
            ]),
          ),
        },
      },
    ];
    expect(cell(objects, 'http://shop.example.com/')).toBe(http);
    expect(cell(objects, 'https://shop.example.com/')).toBe(https);
  });

  it('leaves a rule without its Service out', () => {
    const objects = [shop([{ path: '/foo', service: 'gone' }, { path: '/' }])];
    expect(cell(objects, 'http://shop.example.com/foo')).toBe('web 1');
  });
});
