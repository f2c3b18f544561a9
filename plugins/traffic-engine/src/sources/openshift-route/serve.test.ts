import { requestQuestionSchema } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../request/explainRequest';
import { renderRequest } from '../../request/renderRequest';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { serviceIndex } from '../../topology/serviceIndex';
import { openshiftRoute } from '.';

const service = (name: string, endpoints: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: ${endpoints}
`;
const route = (name: string, spec: string, more = '') => `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: ${name}, namespace: shop, creationTimestamp: '2026-01-01T00:00:00Z' }
spec: { to: { kind: Service, name: web }, ${spec} }
${more}`;
const rewritten = (name: string, path: string, target: string) =>
  route(name, `host: t.io, path: ${path}`).replace(
    'creationTimestamp',
    `annotations: { haproxy.router.openshift.io/rewrite-target: '${target}' }, creationTimestamp`,
  );
const WORLD = [
  service('web', '[{ addresses: [10.0.0.1] }]'),
  service('idle', '[]'),
  route('all', 'host: a.io'),
  route('api', 'host: a.io, path: /api'),
  route(
    'deep',
    'host: a.io, path: /api/v1, alternateBackends: [{ kind: Service, name: idle, weight: 300 }]',
  ),
  route('edge', 'host: e.io, tls: { termination: edge }'),
  route(
    'both',
    'host: r.io, tls: { termination: edge, insecureEdgeTerminationPolicy: Redirect }',
  ),
  route('open', 'host: r.io, path: /open'),
  route('mixed', 'host: m.io'),
  route(
    'mixed-secure',
    'host: m.io, path: /secure, tls: { termination: edge }',
  ),
  route('pass', 'host: p.io, tls: { termination: passthrough }'),
  route(
    'wild',
    'host: www.w.io, wildcardPolicy: Subdomain',
    "status: { ingress: [{ routerName: wild, conditions: [{ type: Admitted, status: 'True' }] }] }",
  ),
  route('other-wild', 'host: www.o.io, wildcardPolicy: Subdomain'),
  route('near', 'host: n.io, path: /x, tls: { termination: edge }'),
  route('next', 'host: n.io, tls: { termination: passthrough }'),
  route('single', 'host: single'),
  rewritten('root', '/foo', '/'),
  rewritten('bar', '/bar/', '/baz'),
  rewritten('odd', '/odd', '/a%20b'),
  route(
    'refused',
    'host: no.io',
    "status: { ingress: [{ routerName: default, conditions: [{ type: Admitted, status: 'False', reason: HostAlreadyClaimed }] }] }",
  ),
].join('\n---\n');

function ask(url: string, question: Record<string, unknown> = {}): string[] {
  return renderRequest(
    explainRequest({
      snapshots: [
        snapshotFrom(WORLD, {
          kinds: [...openshiftRoute.reads, ...serviceIndex.reads],
        }),
      ],
      sources: [openshiftRoute],
      question: requestQuestionSchema.parse({ url, ...question }),
    }),
  )
    .trimEnd()
    .split('\n')
    .slice(1);
}

describe('a request at a router of OpenShift', () => {
  it('goes to the longest path of the host, by whole elements, and says why the others lost', () => {
    const [answer, ...lost] = ask('http://a.io/api/x');
    expect(answer).toBe(
      '  answer  via entry point default  →  shop/web:80 100 % as a.io/api/x  [Route shop/api spec]',
    );
    expect(lost).toContain(
      '  lost  Route shop/all spec  its path is less specific',
    );
    expect(lost).toContain(
      '  lost  Route shop/deep spec  its path does not match',
    );
    expect(ask('http://a.io/apiary')[0]).toContain('[Route shop/all spec]');
  });

  it('gives the share of a Service without endpoints to the others', () =>
    expect(ask('http://a.io/api/v1')[0]).toContain(
      'shop/web:80 100 % as a.io/api/v1, shop/idle:80 0 % ✗ 503',
    ));

  it('leaves a Route that does not serve the scheme to a shorter path that does', () => {
    const [answer, ...lost] = ask('http://m.io/secure/x');
    expect(answer).toContain('[Route shop/mixed spec]');
    expect(lost).toContain(
      '  lost  Route shop/mixed-secure spec  another listener takes the request',
    );
  });

  it('redirects only where the most specific Route says so', () => {
    expect(ask('http://r.io/open/x')[0]).toContain('[Route shop/open spec]');
    expect(ask('http://r.io/x')[0]).toContain('302 to https://r.io/x');
  });

  it('passes TLS through by server name before it reads the host', () =>
    expect(ask('https://e.io/', { sni: 'p.io' })[0]).toContain(
      '[Route shop/pass spec]',
    ));

  it.each([
    {
      url: 'https://a.io/',
      says: '503: No Route at this router takes the request.',
    },
    { url: 'https://e.io/', says: 'shop/web:80 100 % as e.io/' },
    { url: 'http://e.io/', says: '503: No Route at this router' },
    { url: 'http://r.io/x?y', says: '302 to https://r.io/x?y' },
    { url: 'https://p.io/', says: '[Route shop/pass spec]' },
    { url: 'tls://p.io:443', says: '[Route shop/pass spec]' },
    { url: 'http://x.w.io/', says: '[Route shop/wild spec]' },
    { url: 'http://x.y.w.io/', says: '503: No Route at this router' },
    // No router has said that it allows wildcards.
    { url: 'http://x.o.io/', says: 'not known: Whether the Route is admitted' },
    { url: 'http://t.io/foo', says: 'as t.io/ ' },
    { url: 'http://t.io/foo/x/', says: 'as t.io/x/ ' },
    { url: 'http://t.io/bar/x', says: 'as t.io/bazx ' },
    { url: 'http://t.io/odd/x', says: 'shop/web:80 100 % ' },
    // A passthrough Route is no neighbour for another one with TLS, whichever is older.
    { url: 'https://n.io/', says: '503: No Route at this router' },
    { url: 'https://n.io/x', says: '[Route shop/near spec]' },
    { url: 'http://single/', says: '503: No Route at this router' },
    { url: 'http://no.io/', says: '503: No Route at this router' },
    { url: 'http://a.io:81/', says: 'No door takes' },
  ])('$url: $says', ({ url, says }) =>
    expect(ask(url).join('\n')).toContain(says),
  );
});
