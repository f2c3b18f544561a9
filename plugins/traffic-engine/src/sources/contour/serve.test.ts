import { requestQuestionSchema } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../request/explainRequest';
import { renderRequest } from '../../request/renderRequest';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { serviceIndex } from '../../topology/serviceIndex';
import { contour } from '.';

const proxy = (name: string, spec: string) => `
apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const WEB = 'services: [{ name: web, port: 80 }]';
const WORLD = [
  `
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
`,
  proxy(
    'a',
    `{ virtualhost: { fqdn: a.io }, includes: [{ name: gone, conditions: [{ prefix: /gone }] }], routes: [
      { ${WEB} },
      { conditions: [{ prefix: /api }], pathRewritePolicy: { replacePrefix: [{ replacement: / }] }, ${WEB} },
      { conditions: [{ prefix: /api }, { header: { name: X-Beta, present: true } }], ${WEB} },
      { conditions: [{ exact: /api/x }], ${WEB} },
      { conditions: [{ regex: '/api/[a-z]+/.*' }], ${WEB} },
      { conditions: [{ exact: /lost }], services: [{ name: lost, port: 80 }] } ] }`,
  ),
  proxy(
    's',
    `{ virtualhost: { fqdn: s.io, tls: { secretName: s } }, routes: [{ ${WEB} }, { conditions: [{ prefix: /plain }], permitInsecure: true, ${WEB} }] }`,
  ),
  proxy(
    'r',
    `{ virtualhost: { fqdn: r.io }, routes: [
      { conditions: [{ prefix: /api/ }], pathRewritePolicy: { replacePrefix: [{ replacement: / }] }, ${WEB} },
      { conditions: [{ prefix: /old }], requestRedirectPolicy: { prefix: /new } } ] }`,
  ),
  proxy('w', `{ virtualhost: { fqdn: '*.w.io' }, routes: [{ ${WEB} }] }`),
  proxy(
    'h',
    `{ virtualhost: { fqdn: h.io }, routes: [
      { conditions: [{ header: { name: x-b, contains: '1' } }], ${WEB} },
      { conditions: [{ header: { name: x-a, present: true } }], ${WEB} } ] }`,
  ),
  proxy(
    'bad',
    `{ virtualhost: { fqdn: bad.io }, routes: [{ ${WEB} },
      { conditions: [{ header: { name: X-A, exact: '1' } }, { header: { name: x-a, exact: '2' } }], ${WEB} } ] }`,
  ),
  proxy('t1', `{ virtualhost: { fqdn: t.io }, routes: [{ ${WEB} }] }`),
  proxy(
    't2',
    `{ virtualhost: { fqdn: t.io, tls: { secretName: t } }, routes: [{ ${WEB} }] }`,
  ),
  proxy(
    'fallback',
    `{ virtualhost: { fqdn: f.io, tls: { secretName: f, enableFallbackCertificate: true } }, routes: [{ conditions: [{ prefix: /a }], ${WEB} }] }`,
  ),
  proxy(
    'part',
    `{ virtualhost: { fqdn: '*.part.io' }, includes: [{ name: gone, conditions: [{ prefix: /gone }] }], routes: [{ ${WEB} }] }`,
  ),
].join('\n---\n');

function ask(url: string, question: Record<string, unknown> = {}): string[] {
  return renderRequest(
    explainRequest({
      snapshots: [
        snapshotFrom(WORLD, {
          kinds: [...contour.reads, ...serviceIndex.reads],
        }),
      ],
      sources: [contour],
      question: requestQuestionSchema.parse({ url, ...question }),
    }),
  )
    .trimEnd()
    .split('\n')
    .slice(1);
}

describe('a request at Contour', () => {
  it('goes to exact paths, then regular expressions, then prefixes, and says why the others lost', () => {
    const [answer, ...lost] = ask('http://a.io/api/x');
    expect(answer).toContain('[HTTPProxy shop/a spec.routes[3]]');
    expect(lost).toContain(
      '  lost  HTTPProxy shop/a spec.routes[1]  its path is less specific',
    );
    expect(lost).toContain(
      '  lost  HTTPProxy shop/a spec.routes[2]  a header does not match',
    );
    expect(ask('http://a.io/api/x/y')[0]).toContain('spec.routes[4]');
  });

  it('goes to the rule with more headers of two with one path', () =>
    expect(ask('http://a.io/api', { headers: { 'X-Beta': '1' } })[0]).toContain(
      'spec.routes[2]',
    ));

  it('goes by the names, kinds and values of conditions where there are as many', () => {
    const asked = (headers: Record<string, string>) =>
      ask('http://h.io/', { headers })[0];
    expect(asked({ 'x-a': '1', 'x-b': '1' })).toContain('spec.routes[1]');
    expect(asked({ 'x-b': '12' })).toContain('spec.routes[0]');
  });

  it('serves nothing of an HTTPProxy with conditions that contradict each other', () =>
    expect(ask('http://bad.io/')[0]).toContain('404'));

  it.each([
    { url: 'http://a.io/apiary', says: 'spec.routes[1]' },
    { url: 'http://a.io//api//x', says: 'spec.routes[3]' },
    // Two rules have the prefix, so that Contour makes no route of its own for `/api/`.
    { url: 'http://a.io/api/1', says: 'as a.io//1' },
    { url: 'http://r.io/api/1', says: 'as r.io/1' },
    { url: 'http://r.io/api', says: 'as r.io/' },
    { url: 'http://r.io/old/1', says: '302 to http://r.io/new/1' },
    { url: 'http://a.io/lost', says: '503: None of the Services' },
    { url: 'http://a.io/gone', says: '502: The HTTPProxy to include' },
    { url: 'http://s.io/x?y', says: '301 to https://s.io/x?y' },
    { url: 'http://s.io/plain', says: 'shop/web:80 100 %' },
    { url: 'https://s.io/', says: 'shop/web:80 100 %' },
    { url: 'https://a.io/', says: 'No virtual host has TLS' },
    { url: 'http://x.w.io/', says: '[HTTPProxy shop/w spec.routes[0]]' },
    { url: 'http://x.y.w.io/', says: '404: No route' },
    // The older of two roots, if the release of Contour has it; the later one is refused by all.
    { url: 'http://t.io/', says: 'not known: Whether the first rule' },
    { url: 'https://t.io/', says: 'No virtual host has TLS' },
    { url: 'https://f.io/b', says: 'not known: Whether the virtual host' },
    // Contour's own answers are not narrowed to one label.
    { url: 'http://a.b.part.io/gone', says: '502: The HTTPProxy to include' },
    { url: 'http://a.b.part.io/', says: '404: No route' },
    { url: 'http://a.io:81/', says: 'No door takes' },
  ])('$url: $says', ({ url, says }) => expect(ask(url)[0]).toContain(says));

  it('is misdirected when its connection was made for another virtual host', () =>
    expect(ask('https://a.io/', { sni: 's.io' })[0]).toContain('421'));
});
