import { requestQuestionSchema } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../request/explainRequest';
import { renderRequest } from '../../request/renderRequest';
import { ALL_READS } from '..';
import { kubernetesIngress } from '../kubernetes-ingress';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { f5Nginx } from '.';

const server = (name: string, spec: string, age = 1) => `
apiVersion: k8s.nginx.org/v1
kind: VirtualServer
metadata: { name: ${name}, namespace: shop, creationTimestamp: '2026-01-0${age}T00:00:00Z' }
spec: ${spec}
`;
const policy = (name: string, spec: string) => `
apiVersion: k8s.nginx.org/v1
kind: Policy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const stream = (name: string, spec: string, status = '{}') => `
apiVersion: k8s.nginx.org/v1
kind: TransportServer
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
status: ${status}
`;
const UPSTREAMS = `upstreams: [{ name: web, service: web, port: 80 }, { name: idle, service: idle, port: 80 }]`;
const WORLD = [
  `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: f5 }
spec: { controller: nginx.org/ingress-controller }
---
apiVersion: k8s.nginx.org/v1
kind: GlobalConfiguration
metadata: { name: gc, namespace: nginx }
spec: { listeners: [{ name: db, port: 5432, protocol: TCP }, { name: http-8083, port: 8083, protocol: HTTP }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: i, namespace: shop, creationTimestamp: '2026-01-01T00:00:00Z' }
spec:
  ingressClassName: f5
  rules:
    - host: i.io
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: [{ addresses: [10.0.0.1] }]
---
apiVersion: v1
kind: Service
metadata: { name: idle, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: idle-1, namespace: shop, labels: { kubernetes.io/service-name: idle } }
addressType: IPv4
ports: [{ name: '', port: 8080 }]
endpoints: []
`,
  server(
    'a',
    `{ host: a.io, ${UPSTREAMS}, routes: [
      { path: /, action: { pass: web } },
      { path: /app, action: { proxy: { upstream: web, rewritePath: /new } } },
      { path: /switch, splits: [{ weight: 100, action: { proxy: { upstream: web, rewritePath: /in } } }, { weight: 0, action: { pass: web } }] },
      { path: '~ ^/v(\\d+)/(.*)$', action: { proxy: { upstream: web, rewritePath: '/api/$2?v=$1' } } },
      { path: =/set, action: { proxy: { upstream: web, rewritePath: /fixed, requestHeaders: { set: [{ name: Host, value: in.io }] } } } },
      { path: /idle, action: { pass: idle }, errorPages: [{ codes: [502], redirect: { url: 'https://sorry.io\${request_uri}' } }] },
      { path: /dry, action: { pass: idle } },
      { path: /office, policies: [{ name: office }], action: { pass: web } },
      { path: /who, matches: [{ conditions: [{ cookie: user, value: '~^jo' }, { variable: $remote_addr, value: 10.0.0.9 }], action: { return: { body: hi } } }], action: { pass: web } },
      { path: /forever, policies: [{ name: gone }], action: { pass: web } } ] }`,
  ),
  server(
    's',
    `{ host: s.io, tls: { secret: s, redirect: { enable: true, basedOn: x-forwarded-proto } }, ${UPSTREAMS}, routes: [{ path: /, action: { pass: web } }] }`,
  ),
  server(
    'm',
    `{ host: m.io, tls: { secret: s }, policies: [{ name: mtls }], ${UPSTREAMS}, routes: [{ path: /, action: { pass: web } }] }`,
  ),
  server(
    'w',
    `{ host: '*.w.io', ${UPSTREAMS}, routes: [{ path: /only, action: { pass: web } }] }`,
  ),
  server(
    'p',
    `{ host: p.io, listener: { http: http-8083 }, ${UPSTREAMS}, routes: [{ path: /, action: { pass: web } }] }`,
  ),
  server(
    'snippet',
    `{ host: snippet.io, ${UPSTREAMS}, server-snippets: 'x', routes: [{ path: /, action: { pass: web } }] }`,
  ),
  policy('office', '{ accessControl: { allow: [192.0.2.0/24] } }'),
  policy('mtls', '{ ingressMTLS: { clientCertSecret: ca } }'),
  policy('other', '{ waf: { enable: true } }'),
  stream(
    'db',
    `{ listener: { name: db, protocol: TCP }, ${UPSTREAMS}, action: { pass: web } }`,
  ),
  stream(
    'passed',
    `{ host: t.io, listener: { name: tls-passthrough, protocol: TLS_PASSTHROUGH }, ${UPSTREAMS}, action: { pass: web } }`,
    '{ state: Valid, reason: AddedOrUpdated }',
  ),
].join('\n---\n');

function ask(url: string, question: Record<string, unknown> = {}): string[] {
  return renderRequest(
    explainRequest({
      snapshots: [snapshotFrom(WORLD, { kinds: ALL_READS })],
      sources: [f5Nginx, kubernetesIngress],
      question: requestQuestionSchema.parse({ url, ...question }),
    }),
  )
    .trimEnd()
    .split('\n')
    .slice(1);
}

const answers = (lines: readonly string[]) =>
  lines.filter(line => line.trim().startsWith('answer'));

describe('a request at F5 NGINX', () => {
  it.each([
    { url: 'http://a.io/x', says: 'spec.routes[0]' },
    { url: 'http://a.io/app/1', says: 'as a.io/new/1' },
    { url: 'http://a.io/application', says: 'as a.io/newlication' },
    { url: 'http://a.io/switch/1', says: 'as a.io/in/1' },
    { url: 'http://a.io/v2/x', says: 'as a.io/api/x?v=2' },
    { url: 'http://a.io/set', says: 'as in.io/fixed' },
    { url: 'http://a.io/idle?q', says: '301 to https://sorry.io/idle?q' },
    { url: 'http://a.io/dry', says: '502' },
    { url: 'http://a.io/office', says: 'shop/web:80 100 %' },
    { url: 'http://a.io/forever', says: '500: the Policy shop/gone' },
    { url: 'http://a.io/%zz', says: '400' },
    { url: 'https://a.io/', says: 'No virtual host has TLS' },
    { url: 'http://x.y.w.io/only', says: '[VirtualServer shop/w' },
    { url: 'http://x.w.io/', says: '404: No route' },
    { url: 'http://p.io:8083/', says: '[VirtualServer shop/p' },
    { url: 'http://snippet.io/', says: 'server-snippets' },
    { url: 'https://s.io/', says: 'shop/web:80 100 %' },
    { url: 'tcp://db.io:5432', says: 'via entry point db' },
    { url: 'https://t.io/', says: 'via entry point tls-passthrough' },
  ])('$url: $says', ({ url, says }) =>
    expect(ask(url).join('\n')).toContain(says),
  );

  it('lets nobody in whose address is not on the list, where it is told', () => {
    const from = (clientAddress: string) =>
      ask('http://a.io/office', { clientAddress })[0];
    expect(from('192.0.2.7')).toContain('shop/web:80 100 %');
    expect(from('198.51.100.7')).toContain('403');
  });

  it('asks conditions in their order, and does not guess what it was not told', () => {
    const who = (question: Record<string, unknown>) =>
      ask('http://a.io/who', question)[0];
    expect(who({})).toContain('shop/web:80 100 %');
    const headers = { cookie: 'a=b; User=john' };
    expect(who({ headers })).toContain('Whether a condition holds');
    expect(who({ headers, clientAddress: '10.0.0.9' })).toContain('200');
  });

  it('sends plain requests on by what a balancer in front says', () =>
    expect(
      ask('https://s.io/x', { headers: { 'X-Forwarded-Proto': 'http' } })[0],
    ).toContain('301 to https://s.io/x'));

  it('is misdirected where the handshake was for another host and client certificates are asked for', () => {
    expect(ask('https://m.io/', { sni: 's.io' })[0]).toContain('421');
    expect(ask('https://m.io/')[0]).toContain('shop/web:80 100 %');
  });

  it('is answered by one source alone, whoever has the host', () => {
    const ofIngress = answers(ask('http://i.io/'));
    expect(ofIngress).toHaveLength(1);
    expect(ofIngress[0]).toContain('[Ingress shop/i');
    expect(answers(ask('http://a.io/'))).toHaveLength(1);
  });
});
