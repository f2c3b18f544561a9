import { explainRequestIn } from '../../request/explainRequestIn';
import { renderRequest } from '../../request/renderRequest';

const WORLD = `
apiVersion: v1
kind: Service
metadata: { name: dns, namespace: net }
spec:
  type: LoadBalancer
  selector: { app: dns }
  externalIPs: [198.51.100.9]
  ports: [{ name: tcp, port: 53 }, { name: udp, port: 53, protocol: UDP }]
status: { loadBalancer: { ingress: [{ ip: 203.0.113.5 }] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: dns, namespace: net }
spec:
  selector: { matchLabels: { app: dns } }
  template: { metadata: { labels: { app: dns } } }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: dns-1, namespace: net, labels: { kubernetes.io/service-name: dns } }
addressType: IPv4
ports: [{ name: tcp, port: 53 }]
endpoints: [{ addresses: [10.0.0.1] }]
`;

describe('a connection to an address of a Service', () => {
  it.each([
    { url: 'tcp://203.0.113.5:53', says: 'net/dns:53 100 %' },
    { url: 'tcp://198.51.100.9:53', says: 'net/dns:53 100 %' },
    // No endpoint has the port of this name.
    { url: 'udp://203.0.113.5:53', says: 'net/dns:53 100 %' },
    { url: 'tcp://203.0.113.5:54', says: 'No door takes' },
    { url: 'tcp://203.0.113.6:53', says: 'No door takes' },
  ])('$url: $says', ({ url, says }) =>
    expect(
      renderRequest(
        explainRequestIn(
          [{ text: WORLD }],
          { method: 'GET', url, headers: {} },
          { complete: true },
        ),
      ),
    ).toContain(says),
  );
});
