import {
  ask,
  ingressOf,
  NGINX,
  shop,
  summary,
} from './__testUtils__/askIngress';

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
      name: 'a temporal redirect with a code of its own',
      annotations: {
        'temporal-redirect': 'https://new.example.com/b',
        'temporal-redirect-code': '307',
      },
      tls: false,
      url: 'http://shop.example.com/a?b',
      expected: 'respond 307 https://new.example.com/b',
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
