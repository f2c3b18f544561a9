import { requestQuestionSchema } from '@portolan/plugin-traffic-common';
import { explainRequest } from '../../request/explainRequest';
import { renderRequest } from '../../request/renderRequest';
import { ALL_READS } from '..';
import { snapshotFrom } from '../../testing/snapshotFrom';
import { haproxy } from '.';

const WORLD = `
apiVersion: ingress.v1.haproxy.org/v1
kind: TCP
metadata: { name: db, namespace: data, creationTimestamp: '2026-01-01T00:00:00Z' }
spec:
  - name: db
    frontend: { name: fe-db, binds: [{ name: a, port: 5432 }, { name: b, port: 5433, ssl: true }] }
    service: { name: db, port: 5432 }
  - name: ruled
    frontend: { name: fe-ruled, binds: [{ name: a, port: 7000 }], tcp_request_rule_list: [{ type: connection }] }
    service: { name: db, port: 5432 }
---
apiVersion: ingress.v1.haproxy.org/v1
kind: TCP
metadata: { name: ageless, namespace: data }
spec:
  - name: one
    frontend: { name: fe-one, binds: [{ name: a, port: 6000 }] }
    service: { name: db, port: 5432 }
  - name: two
    frontend: { name: fe-two, binds: [{ name: a, port: 6000 }] }
    service: { name: db, port: 5432 }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: data }
spec: { ports: [{ port: 5432 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: db-1, namespace: data, labels: { kubernetes.io/service-name: db } }
addressType: IPv4
ports: [{ name: '', port: 5432 }]
endpoints: [{ addresses: [10.0.0.1] }]
`;

function ask(url: string): string {
  return renderRequest(
    explainRequest({
      snapshots: [snapshotFrom(WORLD, { kinds: ALL_READS })],
      sources: [haproxy],
      question: requestQuestionSchema.parse({ url }),
    }),
  );
}

describe('a connection at HAProxy', () => {
  it.each([
    { url: 'tcp://db.io:5432', says: 'data/db:5432 100 %' },
    { url: 'tls://db.io:5433', says: 'data/db:5432 100 %' },
    { url: 'tcp://db.io:5433', says: 'No door takes' },
    { url: 'udp://db.io:5432', says: 'No door takes' },
    { url: 'tcp://db.io:7000', says: 'Where tcp_request_rule_list sends' },
    { url: 'tcp://db.io:6000', says: 'Which of several TCP objects' },
    { url: 'tcp://db.io:1', says: 'No door takes' },
  ])('$url: $says', ({ url, says }) => expect(ask(url)).toContain(says));
});
