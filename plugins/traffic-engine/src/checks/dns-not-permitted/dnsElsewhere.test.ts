import { analyze } from '../../analyze/analyze';

const manifests = (port: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: c, env: [{ name: PAY_URL, value: "https://api.stripe.com" }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - ports: [{ port: 443 }]
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: openshift-dns } } }]
      ports: [{ port: ${port}, protocol: UDP }, { port: ${port}, protocol: TCP }]
`;

describe('DNS not permitted', () => {
  it.each([
    { port: 5353, codes: [], why: 'where OpenShift’s pods serve it' },
    { port: 53, codes: [], why: 'where others do' },
    { port: 8443, codes: ['TRF402'], why: 'where nobody does' },
  ])('looks for a rule that opens DNS $why', ({ port, codes }) => {
    const { findings } = analyze([{ text: manifests(port) }]);
    expect(
      findings.map(({ code }) => code).filter(code => code === 'TRF402'),
    ).toEqual(codes);
  });
});
