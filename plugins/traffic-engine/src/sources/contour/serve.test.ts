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
  proxy('w', `{ virtualhost: { fqdn: '*.w.io' }, routes: [{ ${WEB} }] }`),
  proxy('t1', `{ virtualhost: { fqdn: t.io }, routes: [{ ${WEB} }] }`),
  proxy('t2', `{ virtualhost: { fqdn: t.io }, routes: [{ ${WEB} }] }`),
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

  it.each([
    { url: 'http://a.io/apiary', says: 'spec.routes[1]' },
    { url: 'http://a.io/api/1', says: 'as a.io/1' },
    { url: 'http://a.io/lost', says: '503: None of the Services' },
    { url: 'http://a.io/gone', says: '502: The HTTPProxy to include' },
    { url: 'http://s.io/x?y', says: '301 to https://s.io/x?y' },
    { url: 'http://s.io/plain', says: 'shop/web:80 100 %' },
    { url: 'https://s.io/', says: 'shop/web:80 100 %' },
    { url: 'https://a.io/', says: 'No virtual host has TLS' },
    { url: 'http://x.w.io/', says: '[HTTPProxy shop/w spec.routes[0]]' },
    { url: 'http://x.y.w.io/', says: '404: No route' },
    { url: 'http://t.io/', says: '404: No route' },
    { url: 'http://a.io:81/', says: 'No door takes' },
  ])('$url: $says', ({ url, says }) => expect(ask(url)[0]).toContain(says));

  it('is misdirected when its connection was made for another virtual host', () =>
    expect(ask('https://a.io/', { sni: 's.io' })[0]).toContain('421'));
});
