import { ENGINE } from '../analyze/analyze';
import { readDocuments } from '../analyze/readDocuments';
import { connectivity } from './connectivity';
import { renderConnectivity } from './renderConnectivity';

/*
 * The expected lines were worked out by hand from the rules of each API, port by port.
 */

function render(text: string): readonly string[] {
  const { clusters } = readDocuments(ENGINE, [{ text }], { complete: true });
  const [{ snapshot }] = clusters;
  return renderConnectivity(connectivity({ snapshot, sources: ENGINE.sources }))
    .trimEnd()
    .split('\n');
}

const PODS = `
apiVersion: v1
kind: Namespace
metadata: { name: a, labels: { team: a } }
---
apiVersion: v1
kind: Namespace
metadata: { name: b, labels: { team: b } }
---
apiVersion: v1
kind: Pod
metadata: { name: p1, namespace: a, labels: { app: p1 } }
spec: { containers: [{ name: c }] }
status: { podIP: 10.1.0.1 }
---
apiVersion: v1
kind: Pod
metadata: { name: p2, namespace: b, labels: { app: p2 } }
spec: { containers: [{ name: c, ports: [{ name: web, containerPort: 8080 }, { name: dns, containerPort: 5353, protocol: UDP }] }] }
status: { podIP: 10.1.0.2 }
---
`;

describe('connectivity', () => {
  it.each([
    {
      name: 'NetworkPolicy: named ports, ranges, SCTP, IPv6 with holes, pods on the node’s network, namespaces without policies',
      cluster: `
apiVersion: v1
kind: Namespace
metadata: { name: a, labels: { team: a } }
---
apiVersion: v1
kind: Namespace
metadata: { name: b, labels: { team: b } }
---
apiVersion: v1
kind: Namespace
metadata: { name: open }
---
apiVersion: v1
kind: Pod
metadata: { name: p1, namespace: a, labels: { app: p1 } }
spec: { containers: [{ name: c }] }
status: { podIP: 10.1.0.1 }
---
apiVersion: v1
kind: Pod
metadata: { name: p2, namespace: b, labels: { app: p2 } }
spec: { containers: [{ name: c, ports: [{ name: web, containerPort: 8080 }, { name: dns, containerPort: 5353, protocol: UDP }] }] }
status: { podIP: 10.1.0.2 }
---
apiVersion: v1
kind: Pod
metadata: { name: p3, namespace: open, labels: { app: p3 } }
spec: { containers: [{ name: c }] }
status: { podIP: 10.1.0.3 }
---
apiVersion: v1
kind: Pod
metadata: { name: host, namespace: open, labels: { app: host } }
spec: { hostNetwork: true, containers: [{ name: c }] }
status: { podIP: 192.168.0.1 }
---
# ingress to p2: named ports, ranges, SCTP
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p2-in, namespace: b }
spec:
  podSelector: { matchLabels: { app: p2 } }
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { team: a } } }]
      ports: [{ port: web }, { port: dns, protocol: UDP }, { port: 9000, endPort: 9010 }, { protocol: SCTP, port: 7 }]
    - from: [{ ipBlock: { cidr: 2001:db8::/32, except: [2001:db8:1::/48] } }]
      ports: [{ port: 443 }]
---
# egress of p1: to b on 8080-9005 TCP, SCTP all, and v6 block
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p1-out, namespace: a }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: { matchExpressions: [{ key: team, operator: In, values: [b] }] } }]
      ports: [{ port: 8000, endPort: 9005 }, { protocol: SCTP }]
    - to: [{ ipBlock: { cidr: 2001:db8::/32, except: [2001:db8:1::/48] } }]
      ports: [{ port: 443 }]
    - to: [{ ipBlock: { cidr: 198.51.100.0/24 } }]
---
# b's egress: not isolated. open: nothing
`,
      expected: [
        'Pod a/p1 → Pod b/p2  TCP 8080, TCP 9000-9005, SCTP 7',
        'Pod a/p1 → Pod open/host  ? all',
        'Pod a/p1 → 198.51.100.0/24  all',
        'Pod a/p1 → 2001:db8::/32 except 2001:db8:1::/48  TCP 443',
        'Pod b/p2 → Pod a/p1  all',
        'Pod b/p2 → Pod open/host  all',
        'Pod b/p2 → Pod open/p3  all',
        'Pod b/p2 → 0.0.0.0/0  all',
        'Pod b/p2 → ::/0  all',
        'Pod open/host → Pod a/p1  all',
        'Pod open/host → Pod b/p2  ? all',
        'Pod open/host → Pod open/p3  all',
        'Pod open/host → 0.0.0.0/0  all',
        'Pod open/host → ::/0  all',
        'Pod open/p3 → Pod a/p1  all',
        'Pod open/p3 → Pod open/host  all',
        'Pod open/p3 → 0.0.0.0/0  all',
        'Pod open/p3 → ::/0  all',
      ],
    },
    {
      name: 'AdminNetworkPolicy: what passes an early policy is not denied by a late one, and the baseline is asked last',
      cluster: `
${PODS}
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: low }
spec:
  priority: 50
  subject: { namespaces: { matchLabels: { team: b } } }
  ingress:
    - { name: deny-a-8000, action: Deny, from: [{ namespaces: { matchLabels: { team: a } } }], ports: [{ portRange: { protocol: TCP, start: 8000, end: 8100 } }] }
    - { name: allow-udp, action: Allow, from: [{ namespaces: { matchLabels: { team: a } } }], ports: [{ portNumber: { protocol: UDP, port: 5353 } }] }
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: high }
spec:
  priority: 10
  subject: { pods: { namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: p2 } } } }
  ingress:
    - { name: pass-web, action: Pass, from: [{ namespaces: { matchLabels: { team: a } } }], ports: [{ namedPort: web }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p2, namespace: b }
spec:
  podSelector: { matchLabels: { app: p2 } }
  ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }, { port: 9090 }] }]
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec:
  subject: { namespaces: {} }
  ingress: [{ action: Deny, from: [{ namespaces: {} }] }]
  egress:
    - { action: Deny, to: [{ networks: [203.0.113.0/24] }] }
    - { action: Allow, to: [{ networks: [198.51.100.0/24] }] }
`,
      expected: [
        'Pod a/p1 → Pod b/p2  TCP 8080, TCP 9090, UDP 5353',
        'Pod a/p1 → 0.0.0.0/0 except 203.0.113.0/24  all',
        'Pod a/p1 → ::/0  all',
        'Pod b/p2 → 0.0.0.0/0 except 203.0.113.0/24  all',
        'Pod b/p2 → ::/0  all',
      ],
    },
    {
      name: 'ClusterNetworkPolicy: the first rule that matches, Pass, and the baseline',
      cluster: `
${PODS}
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: adm }
spec:
  tier: Admin
  priority: 5
  subject: { namespaces: { matchLabels: { team: a } } }
  egress:
    - { action: Accept, to: [{ networks: [203.0.113.128/25] }] }
    - { action: Deny, to: [{ networks: [203.0.113.0/24, "2001:db8::/32"] }] }
    - { action: Pass, to: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { number: 80 } } }] }
    - { action: Deny, to: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 1023 } } } }] }
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: base }
spec:
  tier: Baseline
  priority: 1
  subject: { namespaces: {} }
  ingress: [{ action: Deny, from: [{ namespaces: {} }], protocols: [{ udp: {} }] }]
`,
      expected: [
        'Pod a/p1 → Pod b/p2  TCP 80, TCP 1024-65535, SCTP',
        'Pod a/p1 → 0.0.0.0/0 except 203.0.113.0/24  all',
        'Pod a/p1 → 203.0.113.128/25  all',
        'Pod a/p1 → ::/0 except 2001:db8::/32  all',
        'Pod b/p2 → Pod a/p1  TCP, SCTP',
        'Pod b/p2 → 0.0.0.0/0  all',
        'Pod b/p2 → ::/0  all',
      ],
    },
    {
      name: 'Cilium: denial before permission, holes of CIDRs, names outside, entities',
      cluster: `
${PODS}
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: p1, namespace: a }
spec:
  endpointSelector: { matchLabels: { app: p1 } }
  egress:
    - toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": kube-system, k8s-app: kube-dns } }]
      toPorts: [{ ports: [{ port: "53", protocol: ANY }], rules: { dns: [{ matchPattern: "*" }] } }]
    - toFQDNs: [{ matchName: api.stripe.com }, { matchPattern: "*.s3.amazonaws.com" }]
      toPorts: [{ ports: [{ port: "443", protocol: TCP }] }]
    - toCIDRSet: [{ cidr: 198.51.100.0/24, except: [198.51.100.128/25] }]
    - toEntities: [cluster]
      toPorts: [{ ports: [{ port: "8000", endPort: 8100, protocol: TCP }] }]
  egressDeny:
    - toCIDR: [198.51.100.0/30]
    - toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": b } }]
      toPorts: [{ ports: [{ port: "8090", protocol: TCP }] }]
`,
      expected: [
        'Pod a/p1 → Pod b/p2  TCP 8000-8089, TCP 8091-8100',
        'Pod a/p1 → 0.0.0.0/0 except 198.51.100.0/24  ? TCP 443, TCP 8000-8100',
        'Pod a/p1 → 198.51.100.0/24 except 198.51.100.0/30, 198.51.100.128/25  all',
        'Pod a/p1 → 198.51.100.128/25  ? TCP 443, TCP 8000-8100',
        'Pod a/p1 → ::/0  ? TCP 443, TCP 8000-8100',
        'Pod b/p2 → Pod a/p1  all',
        'Pod b/p2 → 0.0.0.0/0  all',
        'Pod b/p2 → ::/0  all',
      ],
    },
    {
      name: 'Calico: the order in a tier, Log and Pass, NetworkPolicy in the default tier, its end',
      cluster: `
${PODS}
apiVersion: projectcalico.org/v3
kind: Tier
metadata: { name: security }
spec: { order: 100 }
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: security.second }
spec:
  tier: security
  order: 20
  selector: app == 'p1'
  types: [Egress]
  egress:
    - { action: Allow, protocol: TCP, destination: { nets: [203.0.113.0/24], ports: [443] } }
    - { action: Pass }
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: security.first }
spec:
  tier: security
  order: 10
  selector: projectcalico.org/namespace == 'a'
  types: [Egress]
  egress:
    - { action: Deny, protocol: TCP, destination: { nets: [203.0.113.64/26] } }
    - { action: Log }
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: default.p1, namespace: a }
spec:
  tier: default
  order: 500
  selector: app == 'p1'
  types: [Egress]
  egress:
    - { action: Allow, protocol: TCP, destination: { namespaceSelector: team == 'b', ports: ["8000:8100"] } }
    - { action: Deny, protocol: UDP, destination: {} }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: k, namespace: a }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 7000 }, { protocol: UDP, port: 53 }] }]
`,
      expected: [
        'Pod a/p1 → Pod b/p2  TCP 7000, TCP 8000-8100',
        'Pod a/p1 → 203.0.113.0/24 except 203.0.113.64/26  TCP 443',
        'Pod b/p2 → Pod a/p1  all',
        'Pod b/p2 → 0.0.0.0/0  all',
        'Pod b/p2 → ::/0  all',
      ],
    },
  ])('$name', ({ cluster, expected }) => {
    expect(render(cluster)).toEqual(expected);
  });
});
