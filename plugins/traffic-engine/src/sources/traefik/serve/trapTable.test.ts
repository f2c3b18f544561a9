import { snapshotFrom } from '../../../testing/snapshotFrom';
import { ALL_READS } from '../..';
import { traefik } from '..';
import {
  ask,
  BETA,
  KNOWN,
  route,
  traefikWith,
  WEB,
} from './__testUtils__/askTraefik';

describe('the trap table at Traefik', () => {
  const serves = (match: string, url: string, more = '') =>
    ask(
      [
        KNOWN,
        route(
          'r',
          `  entryPoints: [web]\n  routes: [{ match: '${match}', ${WEB} }]`,
        ),
        more,
      ].filter(Boolean),
      url,
    )[0].includes('shop/web:80 100 % as');

  it('a prefix /foo matches /foobar', () =>
    expect(serves('PathPrefix(`/foo`)', 'http://a.io/foobar')).toBe(true));

  it('*.x does not match a.b.x', () =>
    expect(serves('Host(`*.x.io`)', 'http://a.b.x.io/')).toBe(false));

  it('*.x does not match x, and matches a.x', () => {
    expect(serves('Host(`*.x.io`)', 'http://x.io/')).toBe(false);
    expect(serves('Host(`*.x.io`)', 'http://a.x.io/')).toBe(true);
  });

  it('the winner has the longest rule, or the highest priority', () => {
    const two = (priority: string) => [
      KNOWN,
      route(
        'two',
        `  entryPoints: [web]\n  routes:\n    - { match: 'Host(\`a.io\`)', ${WEB}${priority} }\n    - { match: 'Host(\`a.io\`) && Path(\`/x\`)', ${BETA} }`,
      ),
    ];
    expect(ask(two(''), 'http://a.io/x')[0]).toContain('shop/beta');
    expect(ask(two(', priority: 99'), 'http://a.io/x')[0]).toContain(
      'shop/web',
    );
  });

  it('a rule without Host is for any host', () =>
    expect(serves('Path(`/x`)', 'http://any.io/x')).toBe(true));

  it('a backend in another namespace needs a flag', () => {
    const far = route(
      'far',
      `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: pay, namespace: payments, port: 80 }] }]`,
    );
    const pay = `
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: payments }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: pay-1, namespace: payments, labels: { kubernetes.io/service-name: pay } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.3] }]
`;
    const withFlag = traefikWith(
      '--providers.kubernetescrd.allowCrossNamespace=true',
    );
    expect(ask([withFlag, far, pay], 'http://a.io/')[0]).toContain(
      'payments/pay:80 100 % as',
    );
    expect(ask([KNOWN, far, pay], 'http://a.io/')[0]).toContain('404');
    expect(ask([far, pay], 'http://a.io/')[0]).toContain('not known');
  });

  it('a TLS Secret is of the own namespace always', () => {
    const routes = traefik.resolve(
      snapshotFrom(
        [
          KNOWN,
          route(
            's',
            `  entryPoints: [websecure]\n  tls: { secretName: cert, store: { name: default, namespace: other } }\n  routes: [{ match: 'Host(\`a.io\`)', ${WEB} }]`,
          ),
        ].join('\n---\n'),
        { kinds: ALL_READS },
      ),
    ).routes;
    expect(routes.map(({ tls }) => tls.certificates[0].ref)).toEqual([
      expect.objectContaining({ namespace: 'shop', name: 'cert' }),
    ]);
  });

  it('an invalid backend drops its router', () =>
    expect(
      ask(
        [
          KNOWN,
          route(
            'half',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: web, port: 80 }, { name: gone, port: 80 }] }]`,
          ),
        ],
        'http://a.io/',
      )[0],
    ).toContain('404'));

  it('weights are of a TraefikService, or of the services of a route', () =>
    expect(
      ask(
        [
          KNOWN,
          route(
            'w',
            `  entryPoints: [web]\n  routes: [{ match: 'Host(\`a.io\`)', services: [{ name: canary, kind: TraefikService }] }]`,
          ),
          `
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: canary, namespace: shop }
spec: { weighted: { services: [{ name: web, port: 80, weight: 3 }, { name: beta, port: 80 }] } }
`,
        ],
        'http://a.io/',
      )[0],
    ).toContain('shop/web:80 75 % as a.io/, shop/beta:80 25 %'));
});
