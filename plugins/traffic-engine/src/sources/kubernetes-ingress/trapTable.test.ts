import { snapshotFrom } from '../../testing/snapshotFrom';
import { ALL_READS } from '..';
import { kubernetesIngress } from '.';
import {
  ask,
  classOf,
  ingressOf,
  NGINX,
  serviceOf,
  shop,
  STANDARD,
  summary,
} from './__testUtils__/askIngress';

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
